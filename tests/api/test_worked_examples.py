"""The worked examples of the law, through GraphQL, after an import of files."""

import pytest

from domain.roles import Role
from tests.api.conftest import Ask
from tests.fixtures import people

QUERY = """query($bsn: BSN!, $day: Date!) { person(bsn: $bsn, purpose: ASSESSMENT) {
  asOf(date: $day) { registered registrationEndDate countingStartDate grounds { code endDate } } } }"""

NO: tuple[bool, None, None, list[object]] = (False, None, None, [])
WAJONG = {"code": "WAJONG", "endDate": None}
STOPPED = {"code": "WAJONG", "endDate": "2016-03-10"}
STOPPED_EARLY = {"code": "WAJONG", "endDate": "2014-05-01"}
STOPPED_IN_2014 = {"code": "WAJONG", "endDate": "2014-06-30"}
STOPPED_IN_2015 = {"code": "WAJONG", "endDate": "2015-06-30"}
STOPPED_IN_MAY = {"code": "WAJONG", "endDate": "2015-05-01"}
STOPPED_IN_2019 = {"code": "WAJONG", "endDate": "2019-05-05"}
BEGAN = {"code": "PRACTICE_ROUTE", "endDate": None}


@pytest.mark.parametrize(
    ("bsn", "day", "registered", "end", "counting", "grounds"),
    [
        (people.RAN_ON, "2014-02-28", *NO),
        (people.RAN_ON, "2016-03-09", True, None, "2014-03-01", [WAJONG]),
        (people.RAN_ON, "2016-05-01", True, "2018-12-31", "2014-03-01", [STOPPED]),
        (people.RAN_ON, "2018-01-01", True, "2028-12-31", "2014-03-01", [STOPPED]),
        (people.RAN_ON, "2020-01-01", True, None, "2014-03-01", [STOPPED]),
        (people.STAYED, "2016-01-01", True, "2017-12-31", "2013-01-01", [STOPPED_IN_2015]),
        (people.STAYED, "2017-12-29", True, "2017-12-31", "2013-01-01", [STOPPED_IN_2015]),
        (people.STAYED, "2017-12-30", True, "2028-12-31", "2013-01-01", [STOPPED_IN_2015]),
        (people.STAYED, "2018-01-01", True, "2028-12-31", "2013-01-01", [STOPPED_IN_2015]),
        (people.STAYED, "2020-01-01", True, None, "2013-01-01", [STOPPED_IN_2015]),
        (people.LAPSED, "2016-12-31", True, "2016-12-31", "2013-01-01", [STOPPED_IN_2014]),
        (people.LAPSED, "2017-01-01", *NO),
        (people.LAPSED, "2020-01-01", *NO),
        (people.PROTECTED, "2019-04-02", True, None, "2013-01-01", [{"code": "WSW_INDICATION", "endDate": None}]),
        (people.PROTECTED, "2019-04-03", *NO),
        (people.TWO_GROUNDS, "2019-05-04", True, None, "2015-01-01", [WAJONG, BEGAN]),
        (people.TWO_GROUNDS, "2019-05-05", True, None, "2015-01-01", [STOPPED_IN_2019, BEGAN]),
        (people.SINCE_2008, "2026-11-23", True, None, "2013-01-01", [{"code": "WSW_INDICATION", "endDate": None}]),
        (people.CONTINUED, "2017-12-29", True, "2017-12-31", "2014-02-01", [STOPPED_IN_MAY]),
        (people.CONTINUED, "2017-12-31", True, "2028-12-31", "2014-02-01", [STOPPED_IN_MAY]),
        (people.CONTINUED, "2018-01-01", True, None, "2014-02-01", [STOPPED_IN_MAY, BEGAN]),
        (people.BEGAN_AGAIN, "2016-12-31", True, "2016-12-31", "2013-02-01", [STOPPED_EARLY]),
        (people.BEGAN_AGAIN, "2017-01-01", True, None, "2017-01-01", [BEGAN]),
        (people.PENSIONER, "2015-03-31", True, None, "2013-01-01", [{"code": "WSW_INDICATION", "endDate": None}]),
        (people.PENSIONER, "2015-04-01", *NO),
        (people.DEAD, "2020-02-01", True, None, "2014-01-01", [WAJONG]),
        (people.DEAD, "2020-02-02", *NO),
    ],
)  # fmt: skip
async def test_a_worked_example(  # noqa: PLR0917 - the columns of the table
    ask: Ask, bsn: str, day: str, registered: bool, end: str | None, counting: str | None, grounds: list[object]
) -> None:
    answer = await ask(Role.SUWINET, QUERY, {"bsn": bsn, "day": day})
    assert answer.data["person"]["asOf"] == {
        "registered": registered,
        "registrationEndDate": end,
        "countingStartDate": counting,
        "grounds": grounds,
    }
