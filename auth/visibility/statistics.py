"""Who may ask the figures of the job agreement: whoever makes statistics."""

from typing import Final

from auth.visibility.legal_basis import STATISTICS
from auth.visibility.rule import Rule, rules
from domain.roles import Role

_MONITOR: Final = (Role.MONITOR,)

FIGURES: Final[dict[str, Rule]] = {
    **rules("Query", "yearMonitor quarterReport reports", _MONITOR, STATISTICS),
    **rules("YearMonitor", "year baseline sectors total publishedAt version", _MONITOR, STATISTICS),
    **rules("SectorFigures", "sector jobs baselineJobs extraJobs target personsWorking", _MONITOR, STATISTICS),
    **rules(
        "QuarterReport",
        "year quarter baseline extraJobs target changeOnQuarter changeOnYear changePercent sectors personsWorking "
        "foundWork lostWork cameInWorking leftWorking inflow outflow personsInRegister breakdown publishedAt version",
        _MONITOR,
        STATISTICS,
    ),
    **rules("ReportConnection", "edges pageInfo", _MONITOR, STATISTICS),
    **rules("ReportEdge", "cursor node", _MONITOR, STATISTICS),
    **rules("Report", "id kind year quarter version publishedAt whatChanged html pdf csv ods", _MONITOR, STATISTICS),
    **rules("GroundCount", "ground count", _MONITOR, STATISTICS),
    **rules("ReasonCount", "reason count", _MONITOR, STATISTICS),
    **rules(
        "BreakdownRow",
        "key label personsInRegister personsWorking jobs inflow outflow foundWork lostWork",
        _MONITOR,
        STATISTICS,
    ),
}
