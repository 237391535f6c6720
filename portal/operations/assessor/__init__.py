"""Generated from the operations beside it by `python -m portal.operations`."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime

from domain.grounds import GroundCode
from portal.operations.operation import Operation, Selection


class OnFileFactOnFile(Selection):
    """What OnFile.graphql asks of FactOnFile."""

    fact_id: str
    name: str
    ground: GroundCode | None
    event: Literal["DEATH", "PROTECTED_WORK", "NO_WORK_CAPACITY", "EMIGRATION"] | None
    start_date: date
    end_date: date | None
    end_reason: str | None
    article: str | None
    recorded_at: AwareDatetime | None
    recorded_by: str | None
    recorded_because: str | None
    superseded_at: AwareDatetime | None
    superseded_by: str | None
    superseded_because: str | None


class OnFilePerson(Selection):
    """What OnFile.graphql asks of Person."""

    registered: bool
    registration_end_date: date | None
    counting_start_date: date | None
    facts: list[OnFileFactOnFile]


class OnFile(Selection):
    """What OnFile.graphql asks of Query."""

    person: OnFilePerson


def on_file(
    *,
    bsn: str,
) -> Operation[OnFile]:
    """OnFile.graphql."""
    return Operation(
        "OnFile",
        "sha256:8e9cdd34544ad0429466db38dd61aaa01210b37b8409036a0cbc443dbec6081e",
        OnFile,
        {
            "bsn": bsn,
        },
    )
