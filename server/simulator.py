"""The log-in simulator of a development installation: the demo persons, employers and officers whom it lets in."""

from typing import Final

from auth.development.issuer import DATA_SERVICES, MINISTRY, MUNICIPALITY, UWV
from auth.development.simulator import DemoAssessor, DemoCitizen, DemoOrganisation, Simulator
from server.demo.data import (
    EXAMPLE_COMPLETING_BSN,
    EXAMPLE_LEAVING_BSN,
    EXAMPLE_LEFT_BSN,
    EXAMPLE_ORGANISATION,
    EXAMPLE_OTHER_BSN,
    EXAMPLE_REGISTERED_BSN,
    EXAMPLE_SAVING_BSN,
    EXAMPLE_SECOND_ORGANISATION,
    EXAMPLE_UNKNOWN_BSN,
)
from server.settings import Settings

SIMULATOR_PATH: Final = "/simulator"

_CITIZENS: Final = (
    DemoCitizen(EXAMPLE_REGISTERED_BSN, "Iemand die in het register staat"),
    DemoCitizen(EXAMPLE_OTHER_BSN, "Iemand die niet meer in het register staat"),
    DemoCitizen(EXAMPLE_UNKNOWN_BSN, "Iemand die nooit in het register stond"),
    DemoCitizen(EXAMPLE_SAVING_BSN, "Iemand met een formulier dat nog niet is verstuurd"),
    DemoCitizen(EXAMPLE_COMPLETING_BSN, "Iemand die een aanvraag moet aanvullen"),
    DemoCitizen(EXAMPLE_LEAVING_BSN, "Iemand die om uitschrijving heeft gevraagd"),
    DemoCitizen(EXAMPLE_LEFT_BSN, "Iemand die op eigen verzoek is uitgeschreven"),
)
_ORGANISATIONS: Final = tuple(
    DemoOrganisation(one.kvk, one.name) for one in (EXAMPLE_ORGANISATION, EXAMPLE_SECOND_ORGANISATION)
)
_ASSESSORS: Final = (
    DemoAssessor("beoordelaar-1", "Beoordelaar Een"),
    DemoAssessor("beoordelaar-2", "Beoordelaar Twee"),
)


def simulator(settings: Settings, audience: str) -> Simulator:
    """The simulator of this machine, whose tokens are for this API."""
    return Simulator(
        settings.data_dir,
        f"{settings.url}{SIMULATOR_PATH}",
        audience,
        settings.url,
        citizens=_CITIZENS,
        organisations=_ORGANISATIONS,
        officials=(UWV, MUNICIPALITY),
        assessors=_ASSESSORS,
        assessing=DATA_SERVICES,
        monitoring=MINISTRY,
        key_seconds=settings.outgoing_seconds,
    )
