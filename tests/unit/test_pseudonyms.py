"""Many pseudonyms as the log takes them."""

from random import Random

import pytest

from models.pseudonyms import LENGTH, Packed, joined


@pytest.mark.parametrize("count", [0, 1, 2, 5_000])
def test_packed_pseudonyms_are_joined_like_any_others_each_once_and_in_order(count: int) -> None:
    random = Random(count)  # noqa: S311 - any will do
    pseudonyms = [random.randbytes(LENGTH) for _ in range(count)]
    packed = Packed()
    for one in [*pseudonyms, *pseudonyms[: count // 2]]:
        packed.add(one)
    assert packed.joined() == joined(pseudonyms) == b"".join(sorted(pseudonyms))
