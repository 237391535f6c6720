"""The passwords that a role may have while the secret they derive from is rotated."""

from models.passwords import Passwords


def test_they_are_tried_in_their_order_and_what_worked_is_tried_first_from_then_on() -> None:
    passwords = Passwords({"a": ["new", "old"], "b": ["new", "old"]})
    assert list(passwords.of("a")) == ["new", "old"]
    passwords.worked("a", "old")
    assert list(passwords.of("a")) == ["old", "new"]
    assert list(passwords.of("b")) == ["new", "old"]


def test_when_none_is_right_they_are_read_again_and_only_the_others_tried() -> None:
    read: list[dict[str, list[str]]] = [{"a": ["newest", "old"]}]
    passwords = Passwords({"a": ["old", "older"]}, read.pop)
    tried = passwords.of("a")
    assert [next(tried), next(tried)] == ["old", "older"]
    assert read != []  # not before
    assert list(tried) == ["newest"]
    passwords.worked("a", "newest")
    assert next(passwords.of("a")) == "newest"


def test_when_they_can_not_be_read_those_known_are_kept() -> None:
    passwords = Passwords({"a": ["old"]}, dict)
    assert list(passwords.of("a")) == ["old"]
    assert list(passwords.of("a")) == ["old"]
    assert list(passwords.of("b")) == []
