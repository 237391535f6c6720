"""Who may ask the agreed extra jobs: everyone."""

from typing import Final

from auth.visibility.legal_basis import EVERY_ROLE, PUBLIC
from auth.visibility.rule import Rule, rules

JOB_TARGET: Final[dict[str, Rule]] = {
    **rules("Query", "jobTargets", EVERY_ROLE, PUBLIC, public=True),
    **rules("JobTarget", "year government market total structural", EVERY_ROLE, PUBLIC, public=True),
}
