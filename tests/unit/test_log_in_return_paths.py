"""Where one may be led back to after logging in: a path of ours, however the address was written."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.page_request import back_to

OURS = "https://register.example"
TRICKS = st.text(alphabet=st.sampled_from("/\\.:@?#%&\t\r\n\x00 a;evil.example©é\u2028\u200b"), max_size=30)


@pytest.mark.parametrize("path", ["/", "/burger", "/burger?a=1&b=%2F%2Fevil.example", "/a b", "/./burger", "/@evil"])
def test_a_path_of_ours_is_taken_as_it_is(path: str) -> None:
    assert back_to(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None, "", "burger", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "/a\\b",
        "https://evil.example", "https:/evil.example", "javascript:alert(1)", " /burger", "\t/burger", "/\tburger",
        "/\n/evil.example", "/burger\r\nlocation: x", "/\x00", "/bürger", "/\u2028", "?a", "#a", ".", "../burger",
    ],
)  # fmt: skip
def test_anything_else_is_none(path: str | None) -> None:
    assert back_to(path) is None


@given(st.text(max_size=40) | TRICKS | TRICKS.map(lambda text: f"/{text}"))
@example("/%5cevil.example")
def test_whatever_is_taken_stays_on_our_own_host(path: str) -> None:
    taken = back_to(path)
    if taken is not None:
        assert taken == path
        parts = urlsplit(urljoin(f"{OURS}/login/x/callback", taken))
        assert f"{parts.scheme}://{parts.netloc}" == OURS
        # what browsers do besides: they read \ as /, and leave out tabs and line ends
        assert not path.replace("\\", "/").translate(dict.fromkeys(map(ord, "\t\r\n"))).startswith("//")
        assert path.isascii()
        assert path.isprintable()
