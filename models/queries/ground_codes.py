"""What grounds are called in Suwinet messages: configuration, loaded from ground_codes.csv."""

from collections.abc import Mapping
from typing import Final

from domain.proofs import ConsultedPerson
from models.database import ServingPools

_CODES: Final = "select ground, code from serve.suwinet_ground_codes()"


async def suwinet_ground_codes(pools: ServingPools, consulted: ConsultedPerson) -> Mapping[str, str]:
    """Suwinet's code of each ground that has one, by the ground's own code.

    Args:
        pools: the connections.
        consulted: who is consulted, by an officer of Suwinet: no other role may ask this.

    Raises:
        UnavailableError: the database can't be asked.
    """
    return {row["ground"]: row["code"] for row in await pools.call(consulted.role, _CODES)}
