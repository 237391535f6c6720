"""What a migration says is made of the functions' files, from what the migrations before it said."""

import pytest

from migrations.functions import ROOT, change, files, made_by, statements

PATIENCE = ["set local lock_timeout = '5s'", "set local statement_timeout = '5min'"]
GRANT = 'grant execute on function serve.one to "doelgroepregister_citizen"'


def one(arguments: str = "", returns: str = "text", body: str = "select 'a'") -> str:
    made = f"-- Why.\ncreate or replace function serve.one({arguments}) returns {returns} language sql as $$ {body} $$"
    return f"{made};\n\nrevoke execute on function serve.one from public;\n\n{GRANT};\n"


def test_a_text_that_changes_is_replaced_and_keeps_its_rights() -> None:
    before, after = {"serve.one": one()}, {"serve.one": one(body="select 'b'; select 'c'")}
    assert statements(change(before, after)) == [*PATIENCE, *statements(after["serve.one"])]
    assert statements(change(after, before)) == [*PATIENCE, *statements(before["serve.one"])]


@pytest.mark.parametrize("other", [one(arguments="a text"), one(returns="integer")])
def test_a_function_with_other_arguments_or_columns_is_dropped_first(other: str) -> None:
    made = statements(change({"serve.one": one()}, {"serve.one": other}))
    drop = "-- squawk-ignore ban-drop-function\ndrop function serve.one"
    assert made == [*PATIENCE, drop, *statements(other)]


def test_a_function_that_a_role_may_no_longer_execute_is_dropped_first_and_one_more_role_is_only_granted() -> None:
    more = one().replace(GRANT, f'{GRANT}, "doelgroepregister_monitor"')
    drop = "-- squawk-ignore ban-drop-function\ndrop function serve.one"
    assert statements(change({"serve.one": more}, {"serve.one": one()})) == [*PATIENCE, drop, *statements(one())]
    assert statements(change({"serve.one": one()}, {"serve.one": more})) == [*PATIENCE, *statements(more)]


def test_the_same_arguments_on_other_lines_are_the_same() -> None:
    made = change({"serve.one": one("a text, b text")}, {"serve.one": one("a text,\n        b text")})
    assert "drop" not in made


def test_a_function_more_goes_down_by_being_dropped_and_one_less_comes_back() -> None:
    drop = "-- squawk-ignore ban-drop-function\ndrop function serve.one"
    assert statements(change({}, {"serve.one": one()})) == [*PATIENCE, *statements(one())]
    assert statements(change({"serve.one": one()}, {})) == [*PATIENCE, drop]


@pytest.mark.parametrize("other", [one(), one().replace("-- Why.", "-- Why, in other words.\n-- And more.")])
def test_what_does_not_change_but_for_its_comment_is_not_said(other: str) -> None:
    assert statements(change({"serve.one": one()}, {"serve.one": other})) == PATIENCE


def test_what_migrations_make_is_the_newest_of_each_text() -> None:
    first = f"create schema serve;\n\n{one()}"
    second = change({"serve.one": one()}, {"serve.one": one(body="select 'b'")})
    assert made_by([first]) == {"serve.one": one()}
    assert made_by([first, second]) == {"serve.one": one(body="select 'b'")}
    assert made_by([first, change({"serve.one": one()}, {})]) == {}


@pytest.mark.parametrize("quote", ["$$", "$body$"])
def test_a_body_in_which_a_statement_would_end_is_refused_and_not_cut(quote: str) -> None:
    body = f"language plpgsql as {quote} begin\n    perform 1;\n\n    return 'a';\nend {quote}"
    made = f"-- Why.\ncreate or replace function serve.one() returns text {body};\n\n{GRANT};\n"
    for use in (lambda: statements(made), lambda: change({"serve.one": made}, {}), lambda: made_by([made])):
        with pytest.raises(ValueError, match=r"take the empty line out of it \(-- Why.\)$"):
            use()
    together = made.replace("1;\n\n", "1;\n")
    assert statements(together) == [together.removesuffix(f";\n\n{GRANT};\n"), GRANT]


def test_every_file_and_every_migration_is_read_whole() -> None:
    for text in (*files().values(), *(one.read_text("utf-8") for one in (ROOT / "migrations").rglob("*.sql"))):
        assert statements(text)
