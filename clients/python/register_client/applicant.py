from datetime import date
from typing import Optional

from pydantic import Field

from .base_model import BaseModel


class Applicant(BaseModel):
    person: Optional["ApplicantPerson"]


class ApplicantPerson(BaseModel):
    registered: bool
    registration_end_date: Optional[date] = Field(alias="registrationEndDate")


Applicant.model_rebuild()
