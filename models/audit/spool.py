"""What checkpoints say of each record, sorted on disk: there may be more of it than fits in memory."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple, Self

from models.audit.checkpoints import Checkpoint, Numbers, Restored, microseconds


class Sealed(NamedTuple):
    """What a checkpoint says of a lane: its last record and its hash.

    Attributes:
        at: when the first checkpoint said so; `until` when the last did.
        lost: a later line declares that the database has this no longer.
    """

    number: int
    hash: bytes
    at: str
    until: str
    lost: bool


class HeadSpool:
    """The heads of all checkpoints by lane and number, in a file that has no name and goes when it is closed.

    Attributes:
        anchors: lane -> number -> hash, where retention dropped what came up to there.
        restored: what was declared, and when.
    """

    def __init__(self) -> None:
        self._file = sqlite3.connect("")
        self._file.execute("pragma journal_mode = off")
        self._file.execute(
            """create table head (lane integer, number integer, hash blob, at text, until text, line integer,
                primary key (lane, number, hash)) without rowid"""
        )
        self.anchors: dict[int, dict[int, bytes]] = {}
        self.restored: list[tuple[str, Restored]] = []
        self._line = 0
        self._lost: dict[int, list[tuple[int, Numbers, int]]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, checkpoint: Checkpoint) -> None:
        """Take in what a verified checkpoint says; they come in the order in which they were written."""
        self._line += 1
        for lane, anchor in checkpoint.anchors.items():
            self.anchors.setdefault(lane, {})[anchor.number] = anchor.hash
        if checkpoint.restored is not None:
            self.restored.append((checkpoint.at, checkpoint.restored))
            for lane, numbers in checkpoint.restored.lost.items():
                self._lost.setdefault(lane, []).append((self._line, numbers, microseconds(checkpoint.restored.until)))
        self._file.executemany(
            """insert into head values (?1, ?2, ?3, ?4, ?4, ?5)
                on conflict do update set until = excluded.until, line = excluded.line""",
            [
                (lane, head.number, head.hash, checkpoint.at, self._line)
                for heads in (checkpoint.heads, checkpoint.anchors)
                for lane, head in heads.items()
            ],
        )

    def lanes(self) -> set[int]:
        """The lanes that any checkpoint names."""
        return {lane for (lane,) in self._file.execute("select distinct lane from head")}

    def of_lane(self, lane: int) -> Iterator[Sealed]:
        """What is said of a lane, by number."""
        declared = self._lost.get(lane, [])
        with closing(self._file.cursor()) as cursor:
            cursor.execute("select number, hash, at, until, line from head where lane = ? order by number", (lane,))
            for number, digest, at, until, line in cursor:
                lost = any(
                    line < by and first <= number <= last and microseconds(until) <= latest
                    for by, (first, last), latest in declared
                )
                yield Sealed(number, digest, at, until, lost)
