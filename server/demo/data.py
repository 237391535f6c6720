"""Demo data: a delivery of invented persons and employers, the same for the same seed, of any size."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Final, NamedTuple, TextIO

from domain.employments import EmploymentKind
from domain.grounds import GroundCode
from domain.jobs import Sector, WorkSector
from models.imports.file_formats import files
from models.whole_file import whole_file
from server.demo import people
from server.demo.employers import Organisation, organisations
from server.demo.people import Ground, Person

EXAMPLE_REGISTERED_BSN: Final = "999900006"
"""Registered, with two grounds of which one has stopped, and no end date."""

EXAMPLE_OTHER_BSN: Final = "999900018"
"""In the register, and no longer registered: the last ground stopped in 2014."""

EXAMPLE_UNKNOWN_BSN: Final = "999900031"
"""A valid BSN that is never in the data."""

APPLICANT_BSNS: Final = tuple(islice(people.test_series(999_980_000), 10))
"""Persons who are in no file; in the demo cases (server/demo/cases.py) they apply."""

EXAMPLE_SAVING_BSN: Final = APPLICANT_BSNS[0]
"""Of these, somebody who keeps a form to go on with."""

EXAMPLE_COMPLETING_BSN: Final = APPLICANT_BSNS[1]
"""Of these, somebody who is asked for what is missing."""

EXAMPLE_LEAVING_BSN: Final = "999900183"
"""Of the first example organisation's staff, somebody who asks to be taken out; it is asked for a reaction."""

EXAMPLE_LEFT_BSN: Final = "999900195"
"""Of that staff too, somebody who was taken out at own request some days ago."""

EXAMPLE_ORGANISATION: Final = Organisation(
    "90000012", "890000001", "Voorbeeldwerkgever Een B.V.", ("890000001L01", "890000001L02"), Sector.MARKET
)
"""Has about thirty registered employees since 2021."""

EXAMPLE_SECOND_ORGANISATION: Final = Organisation(
    "90000023", "890000013", "Voorbeeldgemeente Twee", ("890000013L01",), Sector.GOVERNMENT
)
"""Has more than fifty registered employees since 2021: its roster is a CSV only."""

DEMO_PERSONS: Final = 2_000
DEMO_EMPLOYMENTS: Final = 6_000

_EMPLOYED: Final = 2021
_HELD_FROM: Final = date(2015, 6, 1)
_STAFF: Final = 30
_SECOND_STAFF: Final = 70
_EXAMPLES: Final = (EXAMPLE_ORGANISATION, EXAMPLE_SECOND_ORGANISATION)
_KINDS: Final = tuple(
    kind.value
    for kind, share in (
        (EmploymentKind.REGULAR, 14),
        (EmploymentKind.AGENCY, 3),
        (EmploymentKind.SECONDED, 2),
        (EmploymentKind.PROTECTED_WSW, 1),
    )
    for _ in range(share)
)
_HOURS: Final = ("8", "12", "16", "20", "24", "25.5", "28", "32", "36", "38.75", "40", "")
_OF_OTHERS: Final = 0.1
_SKEW: Final = 3
_BASELINE: Final = {WorkSector.GOVERNMENT: 300, WorkSector.MARKET: 100, WorkSector.HIRED_IN: 20}
"""Of how many employments one is a job of the demo's baseline: together somewhat less than half of all jobs now."""
_REPORT_EVERY: Final = 5_000
_FIRST_DAY: Final = date(1998, 1, 1)
_DAYS: Final = [date.fromordinal(_FIRST_DAY.toordinal() + day).isoformat() for day in range(14_000)]  # to 2036
_TODAY_OR_SO: Final = date(2027, 1, 1).toordinal() - _FIRST_DAY.toordinal()


class Employee(NamedTuple):
    """Somebody who works for an example organisation since 2021, registered on one ground of this code."""

    bsn: str
    code: GroundCode
    organisation: Organisation


def staff() -> list[Employee]:
    """The staff of the example organisations, the first one's first."""
    codes = [code for code in GroundCode if people.start_of(code, _HELD_FROM).year <= _EMPLOYED]
    return [
        Employee(
            bsn, codes[place % len(codes)], EXAMPLE_ORGANISATION if place < _STAFF else EXAMPLE_SECOND_ORGANISATION
        )
        for place, bsn in enumerate(islice(_numbers(), _STAFF + _SECOND_STAFF))
    ]


_FILLED: Final = frozenset(
    {
        *("persons.csv", "grounds.csv", "events.csv", "organisations.csv", "employments.csv"),
        *("ground_codes.csv", "baselines.csv"),
    }
)


def write_demo_data(
    directory: Path, persons: int, employments: int, seed: int, progress: Callable[[int], None]
) -> None:
    """Write the import files that are filled, in constant memory.

    Args:
        directory: made if it isn't there; files of that name in it are replaced.
        persons: of the register; the first are the examples, then a case for each rule, then invented ones.
        employments: rows of employments.csv, a tenth of them of persons who aren't in the register.
        seed: decides everything else.
        progress: told how many persons and employments more have been written.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        headers = {file.name: file.header for file in files() if file.name in _FILLED}
        opened = {name: stack.enter_context(whole_file(directory / name, private=False)) for name in headers}
        for name, header in headers.items():
            opened[name].write(",".join(header) + "\n")
        # No list of Suwinet's codes is public: these are plainly examples.
        opened["ground_codes.csv"].writelines(f"{code},VB{place:02}\n" for place, code in enumerate(GroundCode, 1))
        opened["baselines.csv"].writelines(
            f"Voorbeeld,{sector},{employments // share},\n" for sector, share in _BASELINE.items()
        )
        payrolls = _write_organisations(opened["organisations.csv"], employments, _seeded(seed, "employers"))
        written = _Employments(opened["employments.csv"], payrolls, employments, _seeded(seed, "employments"), progress)
        share = employments * (1 - _OF_OTHERS) / max(persons, 1)
        for place, person in enumerate(islice(_persons(_seeded(seed, "persons")), persons)):
            _write_person(person, opened["persons.csv"], opened["grounds.csv"], opened["events.csv"])
            written.of_example(person.bsn, place)
            written.of_person(person.bsn, share * (place + 1))
            if place % _REPORT_EVERY == _REPORT_EVERY - 1:
                progress(_REPORT_EVERY)
        progress(persons % _REPORT_EVERY)
        others = people.numbers_of_others()
        while written.count < employments:
            written.of_person(next(others), written.count + 3)


def _seeded(seed: int, part: str) -> Random:
    """Each part draws on its own, so that more employments don't mean other persons."""
    return Random(f"{seed} {part}")  # noqa: S311 - invented data


def _persons(random: Random) -> Iterator[Person]:
    wajong, practice = GroundCode.WAJONG, GroundCode.PRACTICE_ROUTE
    yield Person(
        EXAMPLE_REGISTERED_BSN,
        date(1990, 4, 12),
        [
            Ground(wajong, date(2014, 3, 1), date(2016, 3, 10), "conditions no longer met"),
            Ground(practice, date(2019, 5, 1)),
        ],
        [],
    )
    yield Person(
        EXAMPLE_OTHER_BSN,
        date(1985, 11, 3),
        [Ground(wajong, date(2012, 5, 1), date(2014, 6, 30), "indication withdrawn")],
        [],
    )
    for place, one in enumerate(employees := staff()):
        held = Ground(one.code, people.start_of(one.code, _HELD_FROM))
        yield Person(one.bsn, date(1970 + place % 30, 2, 1 + place % 28), [held], [])
    bsns = islice(_numbers(), len(employees), None)
    yield from people.cases(bsns)
    yield from people.invented(bsns, random)


def _numbers() -> Iterator[str]:
    """The BSNs of persons of the register after the first two."""
    mine = {EXAMPLE_REGISTERED_BSN, EXAMPLE_OTHER_BSN, EXAMPLE_UNKNOWN_BSN, *APPLICANT_BSNS}
    return chain(
        (bsn for bsn in people.test_series(people.TEST_SERIES_FROM) if bsn not in mine), people.serial_numbers()
    )


def _write_organisations(file: TextIO, employments: int, random: Random) -> Sequence[str]:
    """The organisations; gives their payroll tax numbers."""
    payrolls: list[str] = []
    traders = [
        bsn for bsn in people.test_series(people.TEST_SERIES_FROM) if bsn not in {EXAMPLE_UNKNOWN_BSN, *APPLICANT_BSNS}
    ][::-1]
    for made in chain(_EXAMPLES, organisations(_EXAMPLES, employments, traders, random)):
        for number in made.payroll_tax_numbers:
            file.write(f"{made.kvk},{made.rsin},{made.name},{number},{made.sector or ''}\n")
            if made not in _EXAMPLES:
                payrolls.append(number)
    return payrolls


def _write_person(person: Person, persons: TextIO, grounds: TextIO, events: TextIO) -> None:
    bsn = person.bsn
    persons.write(f"{bsn},{person.birth or ''}\n")
    grounds.writelines(
        f"{bsn},{ground.code},{ground.start},{ground.end or ''},{ground.reason if ground.end else ''},"
        f"{ground.article}\n"
        for ground in person.grounds
    )
    events.writelines(f"{bsn},{kind},{day}\n" for kind, day in person.events)


class _Employments:
    """Writes employments up to a number; a person's begin on different days, so that no key comes twice."""

    def __init__(
        self, file: TextIO, payrolls: Sequence[str], limit: int, random: Random, progress: Callable[[int], None]
    ) -> None:
        self.count = 0
        self._file = file
        self._payrolls = payrolls
        self._limit = limit
        self._random = random
        self._progress = progress

    def of_example(self, bsn: str, place: int) -> None:
        """The staff of the example organisations."""
        if not 2 <= place < 2 + _STAFF + _SECOND_STAFF or self.count >= self._limit:  # noqa: PLR2004 - after the two
            return
        first = place < 2 + _STAFF
        numbers = (EXAMPLE_ORGANISATION if first else EXAMPLE_SECOND_ORGANISATION).payroll_tax_numbers
        self._write(f"{bsn},{numbers[place % len(numbers)]},{_EMPLOYED}-01-{1 + place % 28:02},,32,REGULAR\n")

    def of_person(self, bsn: str, up_to: float) -> None:
        """The employments of one person, so many that about `up_to` are written in all."""
        chance, payrolls = self._random.random, self._payrolls
        wanted = min(int(2 * max(up_to - self.count, 0) * chance() + 0.5), self._limit - self.count)
        # One begins after the other, and may begin before the other ends.
        step = 10_000 // (wanted + 1)
        start = int(chance() * 400)
        for _ in range(wanted):
            start += 1 + int(chance() * step)
            draw = chance()
            end = start + int(chance() * 2_500)
            until = _DAYS[end] if end < _TODAY_OR_SO and draw < 0.8 else ""  # noqa: PLR2004 - a share of them
            payroll = payrolls[int(chance() ** _SKEW * len(payrolls))]
            hours = _HOURS[int(chance() * len(_HOURS))]
            self._write(f"{bsn},{payroll},{_DAYS[start]},{until},{hours},{_KINDS[int(draw * len(_KINDS))]}\n")

    def _write(self, row: str) -> None:
        self._file.write(row)
        self.count += 1
        if self.count % _REPORT_EVERY == 0:
            self._progress(_REPORT_EVERY)
        elif self.count == self._limit:
            self._progress(self.count % _REPORT_EVERY)
