"""The embedded server's settings. They are given on its command line, at each start."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from server.postgres.cluster import PORT, Cluster

MEGABYTE: Final = 1 << 20
SETTINGS: Final = {
    # Reached by one socket, in a directory of its own; a relative path cannot be too long.
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_directories": "../socket",
    "unix_socket_permissions": "0700",
    "max_connections": "300",  # some 46 a worker at most
    # A lone server: nothing to replicate to, and every commit durable.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Memory that works in containers with a small /dev/shm, and that a desktop's logout doesn't remove.
    "shared_memory_type": "mmap",
    "dynamic_shared_memory_type": "mmap",
    "min_dynamic_shared_memory": "64MB",
    "huge_pages": "off",
    "shared_preload_libraries": "pg_stat_statements",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    # The log tells of the server, never of the people in it: a statement's error names values, so errors stay out.
    "logging_collector": "off",
    "log_destination": "stderr",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


def arguments(cluster: Cluster) -> list[str]:
    """The settings as arguments of the program postgres."""
    buffers = min(256, max(32, _memory() // MEGABYTE // 8))
    settings = SETTINGS | {"shared_buffers": f"{buffers}MB", "cluster_name": cluster.name}
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _memory() -> int:
    """The machine's memory, or that of the container, in bytes."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with suppress(OSError, ValueError):  # no such file, or "max"
        memory = min(memory, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return memory
