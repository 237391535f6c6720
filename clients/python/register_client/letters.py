from datetime import date, datetime
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .enums import LetterKind


class Letters(BaseModel):
    viewer: "LettersViewer"


class LettersViewer(BaseModel):
    organisations: list["LettersViewerOrganisations"]


class LettersViewerOrganisations(BaseModel):
    letters: Optional["LettersViewerOrganisationsLetters"]


class LettersViewerOrganisationsLetters(BaseModel):
    edges: list["LettersViewerOrganisationsLettersEdges"]
    page_info: "LettersViewerOrganisationsLettersPageInfo" = Field(alias="pageInfo")


class LettersViewerOrganisationsLettersEdges(BaseModel):
    node: "LettersViewerOrganisationsLettersEdgesNode"


class LettersViewerOrganisationsLettersEdgesNode(BaseModel):
    id: str
    kind: LetterKind
    subject: str
    announced_at: datetime = Field(alias="announcedAt")
    answer_until: Optional[date] = Field(alias="answerUntil")
    reacted_at: Optional[datetime] = Field(alias="reactedAt")


class LettersViewerOrganisationsLettersPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: Optional[str] = Field(alias="endCursor")


Letters.model_rebuild()
LettersViewer.model_rebuild()
LettersViewerOrganisations.model_rebuild()
LettersViewerOrganisationsLetters.model_rebuild()
LettersViewerOrganisationsLettersEdges.model_rebuild()
