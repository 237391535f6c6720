"""The row policies, for every viewer and whatever is asked: a proof of what is the viewer's own, else a refusal."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from auth.policies.authorisation import own_authorisations, visit
from auth.policies.disclosure import own_log, part_of_log
from auth.policies.organisation import own_organisations
from auth.policies.person import consult, consult_by_message, consult_self, consult_several
from auth.policies.roster import own_roster
from auth.principal import OfficialOrganisation, OrganisationClaim, Principal
from domain.bsn import Bsn
from domain.errors import BadUserInputError, ForbiddenError, PurposeNotAllowedError
from domain.payroll import PayrollTaxNumber
from domain.periods import RosterPeriod
from domain.proofs import LogPart, OwnLog, OwnOrganisations, OwnPayrolls
from domain.roles import PURPOSES, Purpose, Role, Service

T = TypeVar("T")

TODAY = date(2026, 1, 15)
BSNS = [Bsn(text) for text in ("999990019", "999991346", "123456782")]
KVKS = ["90000001", "90000002", "90000003"]
RSINS = ["999990019", "123456782"]
OINS = ["00000099000000010000", "00000099000000040000"]
PAYROLLS = [PayrollTaxNumber(f"123456782L0{number}") for number in (1, 2, 3)]
MOMENT = datetime(2025, 5, 1, tzinfo=UTC)
OFFICIALS = {Role.SUWINET, Role.ASSESSOR, Role.MONITOR, Role.AUDITOR}

BRANCHES = st.none() | st.just("000012345678")
CLAIMS = st.builds(
    OrganisationClaim, st.sampled_from(KVKS), st.none() | st.sampled_from(RSINS), branch=BRANCHES
) | st.builds(OrganisationClaim, st.none(), st.sampled_from(RSINS), branch=BRANCHES)
IDS = st.sampled_from([*KVKS, *RSINS, *OINS, "", " ", "90000009"])
LISTS = st.lists(st.sampled_from(BSNS)) | st.integers(49, 52).map(lambda length: BSNS[:1] * length)
SERVICES = st.frozensets(st.sampled_from(Service))


@st.composite
def viewers(draw: st.DrawFn) -> Principal:
    """Whoever a verified token may speak for: what a role doesn't have is empty."""
    role = draw(st.sampled_from(Role))
    employer, official = role is Role.EMPLOYER, role in OFFICIALS
    return Principal(
        role=role,
        subject="user-1",
        issuer="https://broker.example",
        acr=None,
        bsn=draw(st.sampled_from(BSNS)) if role is Role.CITIZEN else None,
        organisations=tuple(draw(st.lists(CLAIMS, min_size=1, max_size=3, unique=True))) if employer else (),
        services=draw(SERVICES) if employer else frozenset(),
        administrator=employer and draw(st.booleans()),
        organisation=OfficialOrganisation(draw(st.sampled_from(OINS)), "UWV", "UWV") if official else None,
        expires_at=0,
        token_id="log-in-1",
    )


def outcome(ask: Callable[[], T]) -> T | type[Exception]:
    """The proof, or how it was refused."""
    try:
        return ask()
    except (BadUserInputError, PurposeNotAllowedError) as error:
        return type(error)
    except ForbiddenError:
        return ForbiddenError


@given(viewers(), st.sampled_from(BSNS), st.sampled_from(Purpose), st.none() | IDS)
def test_a_person_is_consulted_for_a_purpose_of_the_role_on_behalf_of_an_own_organisation_and_a_citizen_is_themselves(
    viewer: Principal, bsn: Bsn, purpose: Purpose, organisation: str | None
) -> None:
    found = outcome(lambda: consult(viewer, bsn, purpose, organisation))
    ids = [one.id for one in viewer.organisations]
    own = {*ids, viewer.organisation.oin} if viewer.organisation else {*ids}
    if purpose not in PURPOSES[viewer.role]:
        assert found is PurposeNotAllowedError
    elif organisation is None and len(ids) > 1:
        assert found is BadUserInputError
    elif (
        (organisation is not None and organisation not in own)
        or (viewer.role is Role.EMPLOYER and Service.PERSON_LOOKUP not in viewer.services)
        or (viewer.role is Role.CITIZEN and bsn != viewer.bsn)
    ):
        assert found is ForbiddenError
    else:
        assert not isinstance(found, type)
        person, claim = found
        assert person == (viewer.role, bsn, purpose)
        behalf = organisation or (ids[0] if ids else None)
        assert (claim and claim.id) == (behalf if behalf in ids else None)


@given(viewers(), st.sampled_from(BSNS), IDS)
def test_by_a_message_only_an_officer_of_suwinet_consults_and_for_the_organisation_that_sends_it(
    viewer: Principal, bsn: Bsn, sender: str
) -> None:
    found = outcome(lambda: consult_by_message(viewer, bsn, sender))
    if viewer.role is Role.SUWINET and viewer.organisation and viewer.organisation.oin == sender:
        assert found == (Role.SUWINET, bsn, Purpose.REINTEGRATION)
    else:
        assert found is ForbiddenError


@given(viewers(), LISTS, st.sampled_from(Purpose))
def test_several_persons_are_consulted_by_officials_for_their_own_purposes_and_each_is_one_who_was_asked(
    viewer: Principal, bsns: list[Bsn], purpose: Purpose
) -> None:
    found = outcome(lambda: consult_several(viewer, bsns, purpose))
    if purpose not in PURPOSES[viewer.role]:
        assert found is PurposeNotAllowedError
    elif viewer.role not in OFFICIALS:
        assert found is ForbiddenError
    elif len(bsns) > 50:
        assert found is BadUserInputError
    else:
        assert not isinstance(found, type)
        assert [*found.each()] == [(viewer.role, bsn, purpose) for bsn in bsns]


@given(viewers())
def test_who_asks_about_themselves_is_a_citizen_and_gets_nobody_else(viewer: Principal) -> None:
    oneself = consult_self(viewer)
    assert (oneself is None) == (viewer.role is not Role.CITIZEN)
    if oneself is not None:
        assert oneself == (Role.CITIZEN, viewer.bsn, Purpose.OWN_DATA)


@given(
    viewers(),
    IDS,
    st.builds(RosterPeriod, st.integers(2011, 2028), st.none() | st.integers(-1, 14)),
    st.none() | st.sampled_from(PAYROLLS),
    st.dictionaries(st.sampled_from(PAYROLLS), st.integers(1, 9)),
    st.tuples(st.sampled_from(KVKS), st.sampled_from(RSINS)),
)
def test_a_roster_is_of_an_own_organisation_with_the_service_and_of_its_own_payroll_tax_numbers(  # noqa: PLR0917 - its filters
    viewer: Principal,
    organisation: str,
    period: RosterPeriod,
    payroll: PayrollTaxNumber | None,
    known: dict[PayrollTaxNumber, int],
    others: tuple[str, str],
) -> None:
    found = outcome(lambda: own_roster(viewer, organisation))
    claim = next((one for one in viewer.organisations if one.id == organisation), None)
    if claim is None or Service.ROSTER not in viewer.services or claim.branch is not None:
        assert found is ForbiddenError
        return
    assert not isinstance(found, type)
    assert found.claim is claim
    assert {*found.numbers.kvks, *found.numbers.rsins} == {claim.kvk, claim.rsin} - {None}
    of_others = OwnPayrolls(OwnOrganisations([others[0]], [others[1]]), known)
    if of_others.organisations != found.numbers:  # it says what is known of other organisations
        assert outcome(lambda: found.lines(period, TODAY, payroll, of_others)) is ForbiddenError
        assert payroll is None or outcome(lambda: found.roster(period, TODAY, payroll, of_others)) is ForbiddenError
    assert payroll is None or outcome(lambda: found.roster(period, TODAY, payroll, None)) is ForbiddenError
    roster = outcome(lambda: found.roster(period, TODAY, payroll, OwnPayrolls(found.numbers, known)))
    lines = outcome(lambda: found.lines(period, TODAY, payroll, OwnPayrolls(found.numbers, known)))
    if payroll is not None and payroll not in known:
        assert roster is lines is ForbiddenError
    elif (days := days_of(period)) is None:
        assert roster is lines is BadUserInputError
    else:
        assert roster == (viewer.user_id, claim.kvk, claim.rsin, payroll, *days)
        assert lines == (viewer.user_id, [*known.values()] if payroll is None else [known[payroll]], *days)


def days_of(period: RosterPeriod) -> tuple[date, date] | None:
    """The first and the last day of a period, by going through all days of which a roster can be asked."""
    days = [date(2013, 1, 1) + timedelta(number) for number in range((TODAY - date(2013, 1, 1)).days + 1)]
    if period.month is not None:
        days = [day for day in days if day.year >= TODAY.year - 1 and day.month == period.month]
    days = [day for day in days if day.year == period.year]
    return (days[0], days[-1]) if days else None


@given(viewers())
def test_who_asks_for_their_organisations_asks_by_the_numbers_of_the_log_in_and_no_others(viewer: Principal) -> None:
    own = own_organisations(viewer)
    assert own.kvks == [one.kvk for one in viewer.organisations if one.kvk is not None]
    assert own.rsins == [one.rsin for one in viewer.organisations if one.rsin is not None]


@given(viewers(), st.none() | st.just(MOMENT), st.none() | st.just(MOMENT))
def test_a_log_of_ones_own_is_a_citizens_and_about_themselves(
    viewer: Principal, from_time: datetime | None, until_time: datetime | None
) -> None:
    found = outcome(lambda: own_log(viewer, from_time, until_time))
    if viewer.bsn is None:
        assert found is ForbiddenError
    else:
        assert found == OwnLog(viewer.bsn, from_time, until_time)


@given(
    viewers(),
    st.none() | st.sampled_from(BSNS),
    st.none() | IDS,
    st.none() | st.sampled_from(["0af7651916cd43dd8448eb211c80319c", "0AF7651916CD43DD8448EB211C80319C", "", "0" * 31]),
    st.none() | st.just(MOMENT),
    st.none() | st.just(MOMENT),
)
def test_oversight_alone_reads_the_log_and_never_all_of_it(  # noqa: PLR0917 - its filters
    viewer: Principal,
    bsn: Bsn | None,
    organisation: str | None,
    trace_id: str | None,
    from_time: datetime | None,
    until_time: datetime | None,
) -> None:
    asked = (bsn, organisation, trace_id, from_time, until_time)
    found = outcome(lambda: part_of_log(viewer, *asked))
    if viewer.role is not Role.AUDITOR:
        assert found is ForbiddenError
    elif asked == (None,) * 5 or (organisation or "x").isspace() or organisation == "" or not good(trace_id):
        assert found is BadUserInputError
    else:
        trace = bytes.fromhex(trace_id) if trace_id else None
        assert found == LogPart(bsn, organisation, trace, from_time, until_time)


def good(trace_id: str | None) -> bool:
    """Whether a trace id is left out, or written as the W3C writes it."""
    return trace_id is None or (len(trace_id) == 32 and trace_id == trace_id.lower())


@given(viewers(), IDS)
def test_authorisations_are_seen_by_the_administrator_of_the_whole_organisation(
    viewer: Principal, organisation: str
) -> None:
    found = outcome(lambda: own_authorisations(viewer, organisation))
    claim = next((one for one in viewer.organisations if one.id == organisation), None)
    if claim is None or not viewer.administrator or claim.branch is not None:
        assert found is ForbiddenError
    else:
        assert found == ((viewer.user_id, viewer.user_name, claim.kvk, claim.rsin), claim)


@given(viewers())
def test_a_log_in_brings_no_more_than_the_token_has_and_at_a_branch_no_more_than_one_person_at_a_time(
    viewer: Principal,
) -> None:
    here = visit(viewer)
    assert here.user == viewer.user_id
    for claim, one in zip(viewer.organisations, here.organisations, strict=True):
        assert (one.id, one.kvk, one.rsin) == (claim.id, claim.kvk, claim.rsin)
        own = viewer.services - {Service.AUTHORISATIONS} | ({Service.AUTHORISATIONS} if viewer.administrator else set())
        assert one.services == (own if claim.branch is None else own & {Service.PERSON_LOOKUP})
