"""The schema gate: what breaks clients and what lets a role see more must be written down."""

from pathlib import Path

import pytest

from auth.visibility.rule import LegalBasis, Rule
from domain.roles import Role
from tests.architecture.schema_gate import RELEASED, State, added, compare, main, unnamed, unreleased, write

SDL = """
type Query { person(bsn: ID!, purpose: Purpose): Person  targets: Int! }
type Person { registered: Boolean!  grounds: [Ground!]! }
type Ground { code: Code! }
enum Code { WAJONG WSW }
enum Purpose { APPLICANT ASSESSMENT }
"""
LAW: LegalBasis = dict.fromkeys(Role, "law")
EVERYONE = Rule(tuple(Role), LAW, public=True)
STAFF = Rule((Role.SUWINET, Role.ASSESSOR), LAW)
ASKERS = Rule((Role.EMPLOYER, Role.SUWINET, Role.ASSESSOR), LAW)
POLICY = {
    "Query.person": ASKERS,
    "Query.targets": EVERYONE,
    "Person.registered": ASKERS,
    "Person.grounds": STAFF,
    "Ground.code": STAFF,
}
PURPOSES = {"EMPLOYER": frozenset({"APPLICANT"}), "SUWINET": frozenset({"ASSESSMENT"})}
BASE = State.of(SDL, POLICY, PURPOSES)


def state(old: str = "", new: str = "", **rules: Rule) -> State:
    """The base with a piece of its schema replaced, and other rules (`Person__grounds=`)."""
    assert old in SDL
    return State.of(
        SDL.replace(old, new, 1),
        {**POLICY, **{name.replace("__", "."): rule for name, rule in rules.items()}},
        PURPOSES,
    )


def findings(now: State, changelog: str = "") -> list[str]:
    return [str(one).partition(" Undo it")[0] for one in unnamed(compare(BASE, now), changelog)]


def named(*coordinates: str) -> str:
    return f"# Changelog\n\n## Unreleased\n\n### Changed\n\n- Breaking: `{'`, `'.join(coordinates)}`.\n\n## 1.0.0\n"


def test_without_a_change_there_is_nothing_to_write_down() -> None:
    assert findings(state()) == []
    assert added(BASE, state()) == []


@pytest.mark.parametrize(
    ("old", "new", "coordinate", "what"),
    [
        ("  targets: Int!", "", "Query.targets", "Field Query.targets was removed."),
        (
            "registered: Boolean!",
            "registered: Boolean",
            "Person.registered",
            "Field Person.registered changed type from Boolean! to Boolean.",
        ),
        (
            ", purpose: Purpose)",
            ", purpose: Purpose!)",
            "Query.person(purpose:)",
            "Argument Query.person(purpose:) has changed type from Purpose to Purpose!.",
        ),
        (
            "bsn: ID!, ",
            "bsn: ID!, why: Int!, ",
            "Query.person(why:)",
            "A required argument Query.person(why:) was added.",
        ),
        ("WAJONG WSW", "WAJONG", "Code.WSW", "Enum value Code.WSW was removed."),
        ("enum Code { WAJONG WSW }", "scalar Code", "Code", "Code changed from an Enum type to a Scalar type."),
    ],
)
def test_a_breaking_change_fails_until_the_changelog_names_it(old: str, new: str, coordinate: str, what: str) -> None:
    now = state(old, new)
    assert findings(now) == [f"{coordinate} breaks clients: {what}"]
    assert findings(now, named(coordinate)) == []


def test_a_removed_type_is_named_by_itself_and_by_the_field_that_led_to_it() -> None:
    now = State.of(
        SDL.replace("  grounds: [Ground!]!", "").replace("type Ground { code: Code! }", ""), POLICY, PURPOSES
    )
    assert findings(now) == [
        "Ground breaks clients: Ground was removed.",
        "Person.grounds breaks clients: Field Person.grounds was removed.",
    ]
    assert findings(now, named("Ground", "Person.grounds")) == []


def test_a_role_that_may_ask_more_than_before_fails_until_the_changelog_names_it() -> None:
    now = state(Person__grounds=ASKERS)
    assert findings(now) == [
        "Person.grounds widens visibility: EMPLOYER may ask it and could not before.",
    ]
    assert findings(now, named("Person.grounds")) == []


def test_a_visitor_without_a_token_is_an_audience_like_a_role() -> None:
    now = state(Person__registered=EVERYONE)
    assert findings(now) == [
        "Person.registered widens visibility: CITIZEN, MONITOR, AUDITOR, NO_TOKEN may ask it and could not before."
    ]


def test_a_role_that_loses_a_field_is_a_breaking_change_for_it() -> None:
    now = state(Person__grounds=Rule((Role.ASSESSOR,), LAW))
    assert findings(now) == [
        "Person.grounds breaks clients of a role: SUWINET could ask it and may not any more.",
    ]
    assert findings(now, named("Person.grounds")) == []


def test_a_field_that_changes_hands_is_both() -> None:
    now = state(Ground__code=Rule((Role.SUWINET, Role.CITIZEN), LAW))
    assert findings(now) == [
        "Ground.code widens visibility: CITIZEN may ask it and could not before.",
        "Ground.code breaks clients of a role: ASSESSOR could ask it and may not any more.",
    ]


def test_an_argument_that_fewer_may_give_than_before_or_more_is_found() -> None:
    only_staff = State.of(SDL, {**POLICY, "Query.person(purpose:)": STAFF}, PURPOSES)
    assert findings(only_staff) == [
        "Query.person(purpose:) breaks clients of a role: EMPLOYER could ask it and may not any more."
    ]
    widened = [str(one).partition(" Undo it")[0] for one in compare(only_staff, BASE)]
    assert widened == ["Query.person(purpose:) widens visibility: EMPLOYER may ask it and could not before."]


def test_a_purpose_that_another_role_may_give_widens_visibility() -> None:
    now = State.of(SDL, POLICY, {**PURPOSES, "EMPLOYER": frozenset({"APPLICANT", "ASSESSMENT"})})
    assert findings(now) == ["Purpose.ASSESSMENT widens visibility: EMPLOYER may ask it and could not before."]


def test_a_new_coordinate_widens_nothing_and_is_listed_with_who_may_ask_it() -> None:
    now = state("code: Code!", "code: Code!  reason(long: Int): ID", Ground__reason=Rule((Role.ASSESSOR,), LAW))
    assert findings(now) == []
    assert added(BASE, now) == ["Ground.reason is new, for ASSESSOR.", "Ground.reason(long:) is new, for ASSESSOR."]


@pytest.mark.parametrize(
    "text",
    [
        named("Query.person(bsn:)"),
        named("Query.personal"),
        named("Query.person.name"),
        named("OtherQuery.person"),
        "# Changelog\n\n## Unreleased\n\n## 1.0.0\n\n- `Query.person`\n",
        "# Changelog\n\n## 1.0.0\n\n- `Query.person`\n",
        "",
    ],
)
def test_only_the_whole_coordinate_under_unreleased_counts(text: str) -> None:
    now = state(Query__person=STAFF)
    assert "Query.person breaks clients of a role: EMPLOYER could ask it and may not any more." in findings(now, text)


def test_the_text_under_unreleased_ends_at_the_next_release() -> None:
    assert unreleased("## [Unreleased]\n\n- one\n\n### Fixed\n\n- two\n\n## [1.0.0]\n\n- three\n").split() == [
        "-",
        "one",
        "###",
        "Fixed",
        "-",
        "two",
    ]


def test_a_finding_says_what_to_do() -> None:
    (finding,) = compare(BASE, state(Person__grounds=ASKERS))
    assert str(finding).endswith("Undo it, or name `Person.grounds` under `## Unreleased` of CHANGELOG.md.")


def test_a_release_is_read_as_it_was_written(tmp_path: Path) -> None:
    write(tmp_path, SDL, BASE.visibility)
    assert compare(State.read(tmp_path), BASE) == []
    assert compare(BASE, State.read(tmp_path)) == []


def test_a_released_coordinate_that_the_table_forgets_was_nobodys(tmp_path: Path) -> None:
    write(tmp_path, SDL, {one: who for one, who in BASE.visibility.items() if one != "Person.grounds"})
    (finding,) = compare(State.read(tmp_path), BASE)
    assert str(finding).startswith("Person.grounds widens visibility: SUWINET, ASSESSOR may ask it")


def test_the_released_table_speaks_of_every_coordinate_of_the_released_schema() -> None:
    released = State.read(RELEASED)
    assert sorted(released.visibility) == sorted(released.coordinates)


def test_the_check_fails_on_what_the_real_schema_has_changed_and_passes_once_it_is_written_down(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changelog = tmp_path / "CHANGELOG.md"
    changelog.write_text("## Unreleased\n")
    assert main(["--release"], tmp_path) == 0
    assert main([], tmp_path, changelog) == 0
    table = tmp_path / "visibility.json"
    lines = table.read_text(encoding="utf-8").splitlines()
    kept = [line.replace('"EMPLOYER", ', "") if '"Person.registered"' in line else line for line in lines]
    table.write_text("\n".join(kept), encoding="utf-8")
    sdl = tmp_path / "schema.graphql"
    sdl.write_text(sdl.read_text(encoding="utf-8").replace("type Person {", "type Person { name: String "))
    assert capsys.readouterr() == ("", "")

    assert main([], tmp_path, changelog) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[1].strip() for line in told] == [
        "Person.name breaks clients",
        "Person.registered widens visibility",
    ]

    changelog.write_text("## Unreleased\n\n- `Person.name` is gone; employers see `Person.registered`.\n")
    assert main([], tmp_path, changelog) == 0


INPUTS = SDL.replace("targets: Int!", "targets(where: Where): Int!") + (
    "input Where { sector: String  parts: [Part!] } input Part { size: Int  where: Where } input Unused { x: Int }"
)


def test_an_input_field_is_for_those_who_may_give_what_leads_to_it() -> None:
    now = State.of(INPUTS, {**POLICY, "Query.targets(where:)": ASKERS, "Part.size": STAFF}, PURPOSES)
    who = {one: now.audiences(one) for one in ("Where.sector", "Part.size", "Part.where", "Unused.x")}
    assert who == {
        "Where.sector": {"EMPLOYER", "SUWINET", "ASSESSOR"},
        "Part.size": {"SUWINET", "ASSESSOR"},
        "Part.where": {"EMPLOYER", "SUWINET", "ASSESSOR"},
        "Unused.x": set(),
    }


def test_an_input_field_that_more_may_give_than_before_must_be_written_down() -> None:
    rules = {**POLICY, "Query.targets(where:)": ASKERS}
    before = State.of(INPUTS, {**rules, "Part.size": STAFF}, PURPOSES)
    [widened] = compare(before, State.of(INPUTS, rules, PURPOSES))
    assert str(widened).startswith("Part.size ")
    assert "EMPLOYER may ask it and could not before." in str(widened)
