"""The payroll tax number: nine digits that pass the 11-test, L, two digits; a sole trader's contains a BSN."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.nl import bsn as oracle

from domain.payroll import PayrollTaxNumber, is_payroll_shape
from tests.unit.test_bsn import with_last_digit

SLIDES = "123456782L01"

nine_digits = st.integers(0, 999_999_999).map("{:09}".format)
two_digits = st.integers(0, 99).map("{:02}".format)


@given(nine_digits, two_digits)
def test_its_nine_digits_pass_exactly_when_the_published_test_passes_them(nine: str, two: str) -> None:
    text = f"{nine}L{two}"
    assert is_payroll_shape(text)
    if oracle.is_valid(nine):
        assert PayrollTaxNumber(text).value == text
    else:
        with pytest.raises(ValueError, match="11-test") as refusal:
            PayrollTaxNumber(text)
        assert nine not in str(refusal.value)


@given(st.integers(1, 99_999_999).map(with_last_digit).filter(oracle.is_valid), two_digits)
def test_it_comes_back_from_its_number(nine: str, two: str) -> None:
    payroll = PayrollTaxNumber(f"{nine}L{two}")
    assert payroll.number == int(nine + two)
    assert PayrollTaxNumber.of(payroll.number) == payroll


@given(st.text(max_size=14) | st.from_regex(r"\d{9}L\d{2}", fullmatch=True))
def test_only_ascii_digits_around_a_capital_l_have_the_shape(text: str) -> None:
    ascii_only = [character in "0123456789" for character in text[:9] + text[10:]]
    assert is_payroll_shape(text) == (len(text) == 12 and text[9] == "L" and all(ascii_only))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456782",
        "123456782L1",
        "123456782L001",
        "123456782l01",
        "123456782B01",
        "123456782 L01",
        "123456782L01\n",
        " 123456782L01",
        "12345678L011",
        "١٢٣٤٥٦٧٨٢L01",  # Arabic-Indic digits
        "123456782L０１",  # full-width digits
        "12345678²L01",
    ],
)
def test_this_text_has_not_the_shape_and_is_refused(text: str) -> None:
    assert not is_payroll_shape(text)
    with pytest.raises(ValueError, match="payroll tax number"):
        PayrollTaxNumber(text)


@pytest.mark.parametrize("text", ["123456789L01", "000000000L01"])
def test_the_shape_alone_is_not_enough(text: str) -> None:
    assert is_payroll_shape(text)
    with pytest.raises(ValueError, match="11-test"):
        PayrollTaxNumber(text)


def test_leading_zeros_are_kept_on_both_sides_of_the_letter() -> None:
    assert PayrollTaxNumber("000000012L01").number == 1201
    assert PayrollTaxNumber.of(1201).value == "000000012L01"
    assert PayrollTaxNumber.of(1200).value == "000000012L00"


@pytest.mark.parametrize("number", [-1, 0, 1, 12345678901, 123_456_782_000])
def test_a_number_that_fails_the_test_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="11-test"):
        PayrollTaxNumber.of(number)


def test_no_text_form_shows_a_digit() -> None:
    payroll = PayrollTaxNumber(SLIDES)
    texts = [
        repr(payroll),
        str(payroll),
        f"{payroll}",
        f"{payroll!r}",
        f"{payroll!a}",
        format(payroll),
        "%s" % payroll,  # noqa: UP031 -- this form is what is tested
        str([payroll]),
        str(ValueError(payroll)),
    ]
    assert [text for text in texts if re.search(r"\d", text)] == []
    assert str(payroll) == "PayrollTaxNumber(*********L**)"


def test_a_width_cannot_be_asked_of_a_masked_number() -> None:
    with pytest.raises(TypeError, match="unsupported format string"):
        format(PayrollTaxNumber(SLIDES), ">20")


def test_equal_numbers_are_equal_and_never_equal_to_text() -> None:
    assert PayrollTaxNumber(SLIDES) == PayrollTaxNumber(SLIDES)
    assert PayrollTaxNumber(SLIDES) != PayrollTaxNumber("123456782L02")
    assert PayrollTaxNumber(SLIDES) != SLIDES
    assert len({PayrollTaxNumber(SLIDES), PayrollTaxNumber(SLIDES), PayrollTaxNumber("123456782L02")}) == 2
