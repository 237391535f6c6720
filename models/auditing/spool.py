"""What checkpoints say of each record, sorted on disk: there may be more of it than fits in memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple, Self

from models.auditing.checkpoints import Checkpoint


class Sealed(NamedTuple):
    """What a checkpoint says of a lane: its last record, its hash, and when the first checkpoint said so."""

    number: int
    hash: bytes
    at: str


class HeadSpool:
    """The heads of all checkpoints by lane and number, in a file that has no name and goes when it is closed."""

    def __init__(self) -> None:
        self._file = sqlite3.connect("")
        self._file.execute("pragma journal_mode = off")
        self._file.execute(
            """create table head (lane integer, number integer, hash blob, at text,
                primary key (lane, number, hash)) without rowid"""
        )
        self.anchors: dict[int, dict[int, bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, checkpoint: Checkpoint) -> None:
        """Take in what a verified checkpoint says."""
        for lane, anchor in checkpoint.anchors.items():
            self.anchors.setdefault(lane, {})[anchor.number] = anchor.hash
        self._file.executemany(
            "insert or ignore into head values (?, ?, ?, ?)",
            [
                (lane, head.number, head.hash, checkpoint.at)
                for heads in (checkpoint.heads, checkpoint.anchors)
                for lane, head in heads.items()
            ],
        )

    def lanes(self) -> set[int]:
        """The lanes that any checkpoint names."""
        return {lane for (lane,) in self._file.execute("select distinct lane from head")}

    def of_lane(self, lane: int) -> Iterator[Sealed]:
        """What is said of a lane, by number."""
        with closing(self._file.cursor()) as cursor:
            cursor.execute("select number, hash, at from head where lane = ? order by number", (lane,))
            yield from map(Sealed._make, cursor)

    def first(self, lane: int, number: int) -> str:
        """When a checkpoint first named this record of a lane, or a later one."""
        found = self._file.execute("select min(at) from head where lane = ? and number >= ?", (lane, number))
        at: str = found.fetchone()[0]
        return at
