"""The address that clients use, in one way of writing."""

import pytest

from auth.public_url import canonical, is_at


@pytest.mark.parametrize(
    ("host", "same"),
    [
        ("register.example", True),
        ("REGISTER.Example", True),
        ("register.example:443", True),
        ("register.example:", True),
        ("register.example:80", False),
        ("register.example:8443", False),
        ("register.example.evil.example", False),
        ("evil.example", False),
        ("register.example:x", False),
        ("register.example:99999", False),
        ("", False),
    ],
)
def test_a_host_header_names_the_public_address_however_it_is_written(host: str, *, same: bool) -> None:
    assert is_at(canonical("https://Register.example:443"), host) == same


def test_an_address_that_is_canonical_stays_as_it_is() -> None:
    for url in ("http://localhost:8000", "https://register.example", "http://[::1]:8000", "https://a.example/b"):
        assert canonical(canonical(url)) == canonical(url) == url
