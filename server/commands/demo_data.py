"""`demo-data`: import files of invented persons and employers."""

from pathlib import Path

import click

from server.demo.data import write_demo_data
from server.progress import Terminal


def demo_data(directory: Path, persons: int, employments: int, seed: int) -> None:
    """Write demo data, with a bar on a terminal."""
    with Terminal() as progress:
        progress.reading("demo data", persons + employments)
        write_demo_data(directory, persons, employments, seed, progress.read)
    click.echo(f"{persons:,} persons and {employments:,} employments are in {directory}")
