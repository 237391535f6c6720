"""Who may ask (Role), why (Purpose), and what a portal user is authorised for (Service)."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """The kinds of user of the register; a token speaks for exactly one (Wfsv 38d)."""

    CITIZEN = "CITIZEN"
    EMPLOYER = "EMPLOYER"
    SUWINET = "SUWINET"
    ASSESSOR = "ASSESSOR"
    MONITOR = "MONITOR"
    AUDITOR = "AUDITOR"


WITHOUT_A_NAME: Final = "Werkgever zonder bekende naam"
"""What an employer is called whose name nobody told the register."""


class Purpose(StrEnum):
    """Why a person is consulted (doelbinding). The vocabulary is public; each role has its own part."""

    OWN_DATA = "OWN_DATA"
    EMPLOYEE = "EMPLOYEE"
    APPLICANT = "APPLICANT"
    AGENCY_WORKER = "AGENCY_WORKER"
    SECONDED_WORKER = "SECONDED_WORKER"
    REINTEGRATION = "REINTEGRATION"
    EMPLOYER_SERVICES = "EMPLOYER_SERVICES"
    ASSESSMENT = "ASSESSMENT"
    ROSTER = "ROSTER"
    OVERSIGHT = "OVERSIGHT"


PURPOSES: dict[Role, frozenset[Purpose]] = {
    Role.CITIZEN: frozenset({Purpose.OWN_DATA}),
    Role.EMPLOYER: frozenset({Purpose.EMPLOYEE, Purpose.APPLICANT, Purpose.AGENCY_WORKER, Purpose.SECONDED_WORKER}),
    Role.SUWINET: frozenset({Purpose.REINTEGRATION, Purpose.EMPLOYER_SERVICES, Purpose.ASSESSMENT}),
    Role.ASSESSOR: frozenset({Purpose.ASSESSMENT}),
    Role.MONITOR: frozenset(),
    Role.AUDITOR: frozenset(),
}
"""The purposes a role may give as an argument. ROSTER and OVERSIGHT are only ever recorded."""


class Service(StrEnum):
    """The services of the employer portal that a user can be authorised for (machtigingen)."""

    ROSTER = "ROSTER"
    PERSON_LOOKUP = "PERSON_LOOKUP"
    LETTERS = "LETTERS"
    AUTHORISATIONS = "AUTHORISATIONS"
