"""The BSN: the 11-test, held against python-stdnum's, and a text form that gives nothing away."""

import logging
from string import Template

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as oracle

from domain.bsn import Bsn, passes_eleven_test

SLIDES = "123456782"

digits = st.integers(0, 999_999_999).map("{:09}".format)


def with_last_digit(first_eight: int) -> str:
    """Nine digits that pass the test, unless their last would have to be 10."""
    return f"{first_eight:08}{sum((9 - place) * int(d) for place, d in enumerate(f'{first_eight:08}')) % 11 % 10}"


@given(digits)
def test_nine_digits_pass_exactly_when_the_published_test_passes_them(number: str) -> None:
    assert passes_eleven_test(number) == oracle.is_valid(number)


@given(st.integers(0, 99_999_999).map("{:08}".format))
def test_of_the_ten_numbers_with_the_same_eight_digits_at_most_one_passes(first: str) -> None:
    passing = [last for last in "0123456789" if passes_eleven_test(first + last)]
    assert passing == [last for last in "0123456789" if oracle.is_valid(first + last)]
    assert len(passing) <= 1


@given(st.integers(0, 99_999_999).map(with_last_digit).filter(oracle.is_valid))
def test_a_bsn_keeps_its_digits_and_comes_back_from_its_number(number: str) -> None:
    assert Bsn(number).value == number
    assert Bsn(number).number == int(number)
    assert Bsn.of(int(number)) == Bsn(number)


@given(digits.filter(lambda number: not oracle.is_valid(number)))
def test_a_refusal_does_not_repeat_the_digits(number: str) -> None:
    with pytest.raises(ValueError, match="11-test") as refusal:
        Bsn(number)
    assert number not in str(refusal.value)
    assert refusal.value.__cause__ is None


@given(st.text(max_size=12))
def test_whatever_text_comes_in_either_nine_ascii_digits_pass_or_it_fails(text: str) -> None:
    nine_ascii_digits = len(text) == 9 and all(character in "0123456789" for character in text)
    assert passes_eleven_test(text) == (nine_ascii_digits and oracle.is_valid(text))


@pytest.mark.parametrize("number", [SLIDES, "111222333", "999990019", "000000012", "010000008"])
def test_these_numbers_pass(number: str) -> None:
    assert passes_eleven_test(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "000000000",
        "123456789",
        "12345678",
        "12345672",  # eight digits, though 012345672 passes
        "1234567820",
        "123456782\n",
        " 123456782",
        "123 456 782",
        "1234.56.782",
        "+23456782",
        "-23456782",
        "12345678²",
        "١٢٣٤٥٦٧٨٢",  # Arabic-Indic digits of 123456782
        "１２３４５６７８２",  # full-width digits of 123456782
        "12345678२",  # one Devanagari digit
    ],
)
def test_this_text_is_not_a_bsn(text: str) -> None:
    assert not passes_eleven_test(text)
    with pytest.raises(ValueError, match="11-test"):
        Bsn(text)


def test_leading_zeros_are_kept() -> None:
    assert Bsn("000000012").value == "000000012"
    assert Bsn("000000012").number == 12
    assert Bsn.of(12).value == "000000012"


@pytest.mark.parametrize("number", [0, -1, 123456789, 1_234_567_820])
def test_a_number_that_fails_the_test_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="11-test"):
        Bsn.of(number)


def test_no_text_form_shows_a_digit(caplog: pytest.LogCaptureFixture) -> None:
    bsn = Bsn(SLIDES)
    with caplog.at_level(logging.INFO):
        logging.getLogger(__name__).info("asked about %s and %r", bsn, bsn)
    texts = [
        repr(bsn),
        str(bsn),
        f"{bsn}",
        f"{bsn!r}",
        f"{bsn!s}",
        f"{bsn!a}",
        format(bsn),
        format(bsn, ""),
        "{}".format(bsn),  # noqa: UP032 -- this form is what is tested
        "%s" % bsn,  # noqa: UP031 -- this form is what is tested
        Template("$bsn").substitute(bsn=bsn),
        str([bsn]),
        str({"bsn": bsn}),
        str(ValueError(bsn)),
        caplog.text.split("asked about ")[1],
    ]
    assert [text for text in texts if any(character.isdigit() for character in text)] == []
    assert str(bsn) == "Bsn(*********)"


def test_a_width_cannot_be_asked_of_a_masked_bsn() -> None:
    with pytest.raises(TypeError, match="unsupported format string"):
        format(Bsn(SLIDES), ">12")


def test_equal_digits_make_equal_bsns_and_a_bsn_is_never_equal_to_text() -> None:
    assert Bsn(SLIDES) == Bsn(SLIDES)
    assert Bsn(SLIDES) != Bsn("111222333")
    assert Bsn(SLIDES) != SLIDES
    assert len({Bsn(SLIDES), Bsn(SLIDES), Bsn("111222333")}) == 2
