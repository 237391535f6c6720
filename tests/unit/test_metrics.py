"""The counts: exact numbers, sums over processes, and labels that never hold what a client sent."""

import os
from collections.abc import Callable
from importlib.metadata import version
from itertools import pairwise

import pytest
from prometheus_client.parser import text_string_to_metric_families

from auth.errors import InsufficientAssuranceError, InvalidTokenError
from domain.errors import RegisterError
from domain.roles import Role
from models.faults import Cause
from models.levels import LEVEL
from models.log_connections import Usage
from server.http.metrics import CODES, Metrics
from tests.fixtures import people

ROUTES = ("/graphql", "/health/live", "unknown route")


def counted(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """What is not zero: (name without the prefix, label values …) -> number."""
    return {
        (sample.name.removeprefix("doelgroepregister_"), *(sample.labels[name] for name in sorted(sample.labels))): (
            sample.value
        )
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
        if sample.value and sample.name.startswith("doelgroepregister_") and not sample.name.endswith("build_info")
    }


def in_another_process(work: Callable[[], None]) -> None:
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0


@pytest.fixture
def metrics() -> Metrics:
    made = Metrics(processes=2, now=lambda: 1_000.0)
    made.routes(ROUTES)
    return made


def test_nothing_is_counted_at_first_and_every_series_is_there(metrics: Metrics) -> None:
    assert counted(metrics) == {}
    text = metrics.text().decode()
    assert 'doelgroepregister_requests_total{route="/graphql",status="5xx"} 0.0' in text
    assert 'doelgroepregister_graphql_operations_total{executor="graphql_core"} 0.0' in text
    assert "doelgroepregister_checkpoint_age_seconds 0.0" in text
    assert 'doelgroepregister_database_failures_total{cause="disk_full"} 0.0' in text
    assert "jwks_age_seconds{" not in text


def test_a_request_counts_under_its_route_its_status_and_its_duration(metrics: Metrics) -> None:
    metrics.request("/graphql", 200, 0.004)
    metrics.request("/graphql", 503, 0.005)
    metrics.request("/graphql", 200, 60.0)
    counts = counted(metrics)
    assert counts["requests_total", "/graphql", "2xx"] == 2
    assert counts["requests_total", "/graphql", "5xx"] == 1
    durations = {key[1]: number for key, number in counts.items() if key[0] == "request_duration_seconds_bucket"}
    assert durations["0.005"] == 2, "a bound belongs to its bucket"
    assert "0.0025" not in durations
    assert (durations["10.0"], durations["+Inf"]) == (2, 3)
    assert counts["request_duration_seconds_count", "/graphql"] == 3
    assert counts["request_duration_seconds_sum", "/graphql"] == pytest.approx(60.009)


def test_each_of_the_others_counts_under_its_own_label(metrics: Metrics) -> None:
    metrics.operation("compiled")
    metrics.operation("compiled")
    metrics.operation("graphql_core")
    metrics.recorded(Role.SUWINET, 3)
    metrics.refused("FORBIDDEN")
    metrics.unavailable()
    metrics.restarted()
    metrics.checkpointed(940.0)
    assert counted(metrics) == {
        ("graphql_operations_total", "compiled"): 2,
        ("graphql_operations_total", "graphql_core"): 1,
        ("disclosure_records_total", "suwinet"): 3,
        ("refusals_total", "FORBIDDEN"): 1,
        ("log_unavailable_total",): 1,
        ("worker_restarts_total",): 1,
        ("checkpoint_age_seconds",): 60,
    }


def test_a_batch_counts_by_how_many_look_ups_it_held(metrics: Metrics) -> None:
    for items in (1, 7, 5_000):
        metrics.batch(Role.EMPLOYER, items)
    counts = counted(metrics)
    sizes = [counts["lookup_batch_items_bucket", bound, "employer"] for bound in ("1.0", "5.0", "10.0", "+Inf")]
    assert sizes == [1, 1, 2, 3]
    assert counts["lookup_batch_items_sum", "employer"] == 5_008
    buckets = [number for key, number in counts.items() if key[0] == "lookup_batch_items_bucket"]
    assert all(one <= next_one for one, next_one in pairwise(buckets))


@pytest.mark.parametrize("sent", [people.RAN_ON, "", "forbidden", "A" * 10_000])
def test_a_code_that_is_none_of_ours_never_becomes_a_label(metrics: Metrics, sent: str) -> None:
    metrics.refused(sent)
    assert counted(metrics) == {("refusals_total", "OTHER"): 1}


def test_the_code_of_every_refusal_has_its_own_series() -> None:
    ours = {one.code for one in RegisterError.__subclasses__() if one.__module__ == RegisterError.__module__}
    assert {"FORBIDDEN", "UNAVAILABLE"} < ours
    assert ours | {InvalidTokenError.code, InsufficientAssuranceError.code} <= set(CODES)


def test_a_route_that_was_not_named_is_an_error_and_not_a_label(metrics: Metrics) -> None:
    with pytest.raises(KeyError):
        metrics.request(f"/person/{people.RAN_ON}", 200, 0.1)
    assert counted(metrics) == {}


def test_processes_count_together(metrics: Metrics) -> None:
    def work() -> None:
        metrics.of_process(1)
        metrics.request("/graphql", 200, 0.5)
        metrics.recorded(Role.CITIZEN, 2)
        metrics.batch(Role.CITIZEN, 4)
        metrics.checkpointed(900.0)

    metrics.request("/graphql", 200, 0.25)
    metrics.recorded(Role.CITIZEN, 1)
    metrics.checkpointed(990.0)
    in_another_process(work)
    in_another_process(work)
    counts = counted(metrics)
    assert counts["requests_total", "/graphql", "2xx"] == 3
    assert counts["request_duration_seconds_sum", "/graphql"] == 1.25
    assert counts["disclosure_records_total", "citizen"] == 5
    assert counts["lookup_batch_items_count", "citizen"] == 2
    assert counts["checkpoint_age_seconds",] == 10, "the newest: none writes where another does"


def test_before_the_first_checkpoint_its_age_is_that_of_the_service() -> None:
    times = iter([1_000.0, 1_070.0])
    made = Metrics(now=lambda: next(times))
    assert counted(made) == {("checkpoint_age_seconds",): 70}


def test_failures_count_by_their_cause(metrics: Metrics) -> None:
    for cause in (Cause.DISK_FULL, Cause.DISK_FULL, Cause.AWAY):
        metrics.database_failed(cause)
    assert counted(metrics) == {("database_failures_total", "disk_full"): 2, ("database_failures_total", "away"): 1}


def test_connections_of_all_processes_are_added_and_keys_are_as_old_as_the_newest(metrics: Metrics) -> None:
    metrics.issuers(["DigiD", "eHerkenning"])

    def work() -> None:
        metrics.of_process(1)
        metrics.connections({"citizen": Usage(2, 1, 5), "portal": Usage(1, 0, 0)})
        metrics.fetched("DigiD", 30.0)

    metrics.connections({"citizen": Usage(4, 4, 1)})
    metrics.fetched("DigiD", 90.0)
    in_another_process(work)
    assert counted(metrics) == {
        ("database_connections", "open", "citizen"): 6,
        ("database_connections", "in_use", "citizen"): 5,
        ("database_connections", "waiting", "citizen"): 6,
        ("database_connections", "open", "portal"): 1,
        ("jwks_age_seconds", "DigiD"): 30,
    }


def test_each_process_is_told_by_its_number_and_the_build_by_its_level(metrics: Metrics) -> None:
    metrics.of_process(0)
    families = {one.name: one for one in text_string_to_metric_families(metrics.text().decode())}
    memory = families["process_resident_memory_bytes"].samples
    assert [one.labels for one in memory] == [{"worker": "0"}], "no process has the other number"
    assert memory[0].value > 1_000_000
    assert families["process_open_fds"].samples[0].value > 2
    assert families["process_cpu_seconds"].samples[0].name == "process_cpu_seconds_total"
    [build] = families["doelgroepregister_build_info"].samples
    assert (build.labels["level"], build.value) == (str(LEVEL), 1)
    assert build.labels["version"] == version("doelgroepregister")
