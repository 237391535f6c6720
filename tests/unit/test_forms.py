"""What people type into forms: numbers as they write them, and characters that nobody types."""

import unicodedata

import pytest

from auth.forms import has_controls, typed_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("999900006", "999900006"),
        (" 9999.00-006 ", "999900006"),
        ("9999 00 006", "999900006"),
        ("9999\u00a000\u2009006", "999900006"),
        ("", ""),
        (" .-", ""),
        ("99990000a", "99990000a"),
        ("9999_00006", "9999_00006"),
        ("\u202d999900006\u202c", "999900006"),
        ("9999\u200b00006", "999900006"),
        ("\ufeff999900006", "999900006"),
        ("9999\u201100\u2011006", "999900006"),
        ("9999\u201300\u2014006", "999900006"),
        ("9999\u00ad00006\t", "999900006"),
    ],
)
def test_what_people_put_between_the_digits_of_a_bsn_is_left_out(text: str, digits: str) -> None:
    assert typed_digits(text) == digits


def test_no_sign_that_is_unseen_or_a_dash_keeps_a_bsn_from_being_read() -> None:
    for sign in (chr(one) for one in range(0x110000) if unicodedata.category(chr(one)) in {"Cf", "Pd", "Zs"}):
        assert typed_digits(f"{sign}9999{sign}00006{sign}") == "999900006", hex(ord(sign))


@pytest.mark.parametrize(
    "text", ["\x00", "9999\x0000006", "\x1b[31m", "a\x7f", "\x85", "\x0b", "\x0c", *"\x1c\x1d\x1e\x1f"]
)
def test_a_control_character_is_known(text: str) -> None:
    assert has_controls(text)


@pytest.mark.parametrize("text", ["", "999900006", "een\ttab", "een\r\nregel", "\u202d999900006\u202c", "é"])
def test_white_space_and_what_people_type_is_no_control_character(text: str) -> None:
    assert not has_controls(text)
