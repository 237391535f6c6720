"""Which messages go to which roles outside the register, and on what legal basis. One without an entry goes nowhere.

A message only says that there is something to look up: whom it is about it names by a subject that is opaque, and what
there is to see the receiver asks for as itself, under the policy of fields.
"""

from typing import Final

from auth.visibility.legal_basis import REGISTER
from auth.visibility.rule import Rule
from domain.roles import Role

MESSAGES: Final[dict[str, Rule]] = {
    "nl.doelgroepregister.brief.beschikbaar": Rule(
        (Role.CITIZEN, Role.EMPLOYER), {Role.CITIZEN: "Awb 2:10", Role.EMPLOYER: "Awb 2:10"}
    ),
    "nl.doelgroepregister.registratie.gewijzigd": Rule(
        (Role.SUWINET, Role.ASSESSOR),
        {"MUNICIPALITY": REGISTER["MUNICIPALITY"], Role.ASSESSOR: REGISTER[Role.ASSESSOR]},
    ),
}
"""By the `type` of the CloudEvent. A receiver is a role or, with a colon, an organisation in a role: a municipality by
its OIN, an employer by its KvK number (its RSIN where it has none). UWV is the role of its assessors."""


def types_for(receiver: str) -> list[str]:
    """The types of messages that a receiver may get: `SUWINET:00000001003214345000`."""
    role = receiver.partition(":")[0]
    return [kind for kind, rule in MESSAGES.items() if role in rule.roles]
