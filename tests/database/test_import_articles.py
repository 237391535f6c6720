"""A sixth column of grounds.csv: the article that makes something a ground."""

from pathlib import Path
from typing import Any

import pytest

from models.imports import ImportRefusedError, Silence, import_directory
from tests.fixtures.deliveries import ANNA, BERT, GOOD, HEADERS, Load, everything, listed, put, write

GROUND = f"{ANNA},PARTICIPATION_ACT_INDICATION,2020-01-01"
OWN_REQUEST = "Wfsv 38b lid 1 onder e"
ARTICLES = "select article from register.ground where bsn = $1 and superseded_by is null order by start_date"


async def load_articles(owner: Any, tmp_path: Path, *rows: str, skip_invalid: bool = False) -> Any:
    directory = write(tmp_path / "articles", {"persons": [f"{ANNA},1990-04-12", f"{BERT},"]})
    put(directory / "grounds.csv", "\n".join([f"{HEADERS['grounds']},article", *rows, ""]).encode())
    return await import_directory(
        owner, directory, skip_invalid=skip_invalid, rejects=tmp_path / "rejected.csv", progress=Silence()
    )


async def articles(owner: Any) -> list[str | None]:
    return [row["article"] for row in await owner.fetch(ARTICLES, int(ANNA))]


async def test_a_ground_keeps_the_article_that_is_delivered_with_it(owner: Any, tmp_path: Path) -> None:
    report = await load_articles(owner, tmp_path, f"{GROUND},,,{OWN_REQUEST}", f"{ANNA},WAJONG,2021-01-01,,,")

    assert report.merged["grounds.csv"].new == 2
    assert await articles(owner) == [OWN_REQUEST, None]


async def test_another_article_of_a_known_ground_supersedes_it(owner: Any, tmp_path: Path) -> None:
    await load_articles(owner, tmp_path, f"{GROUND},,,{OWN_REQUEST}")
    before = await everything(owner)
    assert not (await load_articles(owner, tmp_path, f"{GROUND},,,{OWN_REQUEST}")).changed
    assert await everything(owner) == before

    report = await load_articles(owner, tmp_path, f"{GROUND},,,Besluit Wfsv 2.25 lid 1 onder a")

    assert report.merged["grounds.csv"].changed == 1
    assert await articles(owner) == ["Besluit Wfsv 2.25 lid 1 onder a"]
    assert await owner.fetchval("select count(*) from register.ground") == 2


async def test_a_file_without_the_column_says_nothing_about_articles(owner: Any, tmp_path: Path, load: Load) -> None:
    await load_articles(owner, tmp_path, f"{GROUND},,,{OWN_REQUEST}", f"{ANNA},WAJONG,2021-01-01,,,")
    before = await everything(owner)
    same = [f"{GROUND},,", f"{ANNA},WAJONG,2021-01-01,,"]
    assert not (await load({"grounds": same})).changed
    assert await everything(owner) == before

    report = await load({"grounds": [f"{GROUND},2025-01-01,work", *same[1:]]})

    assert report.merged["grounds.csv"].changed == 1
    assert await articles(owner) == [OWN_REQUEST, None]


async def test_five_columns_load_as_they_always_did(owner: Any, load: Load) -> None:
    report = await load(GOOD)
    assert report.read["grounds.csv"] == 4
    assert await owner.fetchval("select count(*) from register.ground where article is null") == 4


async def test_an_article_is_a_line_of_at_most_200_characters(owner: Any, tmp_path: Path) -> None:
    rows = [f"{GROUND},,,{'é' * 200}", f'{ANNA},WAJONG,2021-01-01,,,"a\nb"', f"{BERT},WAJONG,2021-01-01,,,{'é' * 201}"]
    await load_articles(owner, tmp_path, *rows, f"{BERT},WAJONG,2022-01-01,,", skip_invalid=True)

    assert listed(tmp_path / "rejected.csv") == [
        "grounds.csv,3,article,malformed value",
        "grounds.csv,5,article,malformed value",
        "grounds.csv,6,,wrong number of columns",
    ]
    assert await articles(owner) == ["é" * 200]


@pytest.mark.parametrize("header", ["bsn,ground,start_date,end_date", "bsn,ground,start_date,end_date,end_reason,law"])
async def test_another_header_names_all_columns(owner: Any, tmp_path: Path, rejects: Path, header: str) -> None:
    directory = write(tmp_path / "delivery", {})
    put(directory / "grounds.csv", f"{header}\n".encode())
    wanted = "the first line must be bsn,ground,start_date,end_date,end_reason,article"
    with pytest.raises(ImportRefusedError, match=wanted):
        await import_directory(owner, directory, skip_invalid=False, rejects=rejects, progress=Silence())
