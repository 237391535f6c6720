"""Who may ask what was published last of the job agreement: everyone."""

from typing import Final

from auth.visibility.legal_basis import EVERY_ROLE, PUBLIC
from auth.visibility.rule import Rule, rules

PUBLISHED_FIGURES: Final[dict[str, Rule]] = {
    **rules("Query", "publishedFigures", EVERY_ROLE, PUBLIC, public=True),
    **rules(
        "PublishedFigures",
        "year quarter version publishedAt whatChanged extraJobs target personsInRegister personsWorking sectors",
        EVERY_ROLE,
        PUBLIC,
        public=True,
    ),
    **rules("PublishedSector", "sector extraJobs target", EVERY_ROLE, PUBLIC, public=True),
}
