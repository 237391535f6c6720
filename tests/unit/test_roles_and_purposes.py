"""Who may ask for which purpose, written out once more by hand (Wfsv 38d)."""

from domain.roles import PURPOSES, Purpose, Role, Service


def purposes(role: Role) -> set[str]:
    return {purpose.value for purpose in PURPOSES[role]}


def test_a_citizen_asks_for_own_data_only() -> None:
    assert purposes(Role.CITIZEN) == {"OWN_DATA"}


def test_an_employer_asks_about_staff_applicants_agency_and_seconded_workers() -> None:
    assert purposes(Role.EMPLOYER) == {"EMPLOYEE", "APPLICANT", "AGENCY_WORKER", "SECONDED_WORKER"}


def test_suwinet_asks_for_reintegration_employer_services_and_assessment() -> None:
    assert purposes(Role.SUWINET) == {"REINTEGRATION", "EMPLOYER_SERVICES", "ASSESSMENT"}


def test_an_assessor_asks_for_an_assessment_only() -> None:
    assert purposes(Role.ASSESSOR) == {"ASSESSMENT"}


def test_the_monitor_asks_about_nobody() -> None:
    assert purposes(Role.MONITOR) == set()


def test_an_auditor_asks_about_nobody() -> None:
    assert purposes(Role.AUDITOR) == set()


def test_every_role_has_its_purposes_written_down() -> None:
    assert set(PURPOSES) == set(Role)
    assert [role.value for role in Role] == ["CITIZEN", "EMPLOYER", "SUWINET", "ASSESSOR", "MONITOR", "AUDITOR"]


def test_roster_and_oversight_are_recorded_but_never_asked_for() -> None:
    asked_for = {purpose for role in Role for purpose in PURPOSES[role]}
    assert set(Purpose) - asked_for == {Purpose.ROSTER, Purpose.OVERSIGHT}


def test_no_purpose_of_an_employer_is_one_of_another_role() -> None:
    others = {purpose for role in Role if role is not Role.EMPLOYER for purpose in PURPOSES[role]}
    assert PURPOSES[Role.EMPLOYER] & others == set()


def test_the_portal_knows_four_services() -> None:
    assert {service.value for service in Service} == {"ROSTER", "PERSON_LOOKUP", "LETTERS", "AUTHORISATIONS"}
