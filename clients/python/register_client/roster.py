from datetime import date
from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class Roster(BaseModel):
    roster: Optional["RosterRoster"]


class RosterRoster(BaseModel):
    total_count: int = Field(alias="totalCount")
    edges: list["RosterRosterEdges"]
    page_info: "RosterRosterPageInfo" = Field(alias="pageInfo")


class RosterRosterEdges(BaseModel):
    node: "RosterRosterEdgesNode"


class RosterRosterEdgesNode(BaseModel):
    bsn: str
    payroll_tax_number: str = Field(alias="payrollTaxNumber")
    registration_end_date: Optional[date] = Field(alias="registrationEndDate")


class RosterRosterPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Roster.model_rebuild()
RosterRoster.model_rebuild()
RosterRosterEdges.model_rebuild()
