"""What is measured by, and what Suwinet calls grounds, comes in files that are about no person's registration."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.imports.merge import Merged
from tests.fixtures.deliveries import (
    ANNA,
    FOREIGN_PAYROLL,
    GOOD,
    NOBODY,
    PAYROLL,
    SECOND_PAYROLL,
    Load,
    everything,
    listed,
)

MEASURES: dict[str, list[str]] = {
    "regions": [f"{PAYROLL},1", f"{FOREIGN_PAYROLL},35"],
    "baselines": [
        "wettelijk,GOVERNMENT,,1055474",
        "wettelijk,MARKET,,6914491",
        "herzien 2016,HIRED_IN,12000.5,",
    ],
    "quota_percentages": ["2018,GOVERNMENT,1.93", "2024,GOVERNMENT,2.76", "2024,MARKET,0"],
    "paid_hours": [f"{ANNA},{PAYROLL},2026-03,138.67", f"{NOBODY},{FOREIGN_PAYROLL},2012-12,0"],
    "ground_codes": ["WAJONG,03", "WSW_INDICATION,02", "FORMER_WSW,02", "PRACTICE_ROUTE,Aa00000010"],
}
NUMBER = int(PAYROLL.replace("L", ""))


async def test_each_file_is_recorded_in_its_own_table(owner: Any, load: Load, rejects: Path) -> None:
    report = await load({**GOOD, **MEASURES})

    assert report.loaded
    assert listed(rejects) == []
    assert {name: report.merged[f"{name}.csv"] for name in MEASURES} == {
        "regions": Merged(2, 0),
        "baselines": Merged(3, 0),
        "quota_percentages": Merged(3, 0),
        "paid_hours": Merged(2, 0),
        "ground_codes": Merged(4, 0),
    }
    hours = "select month, hours from register.paid_hours where bsn = $1"
    assert tuple(await owner.fetchrow(hours, int(ANNA))) == (date(2026, 3, 1), Decimal("138.67"))
    assert await owner.fetchval("select region from register.region where payroll_tax_number = $1", NUMBER) == 1
    rows = await owner.fetch("select version, sector, jobs, hours from register.baseline order by version, sector")
    assert [tuple(row) for row in rows] == [
        ("herzien 2016", "HIRED_IN", Decimal("12000.50"), None),
        ("wettelijk", "GOVERNMENT", None, Decimal(1055474)),
        ("wettelijk", "MARKET", None, Decimal(6914491)),
    ]
    percentages = "select percentage from register.quota_percentage where year = 2018"
    assert await owner.fetchval(percentages) == Decimal("1.93")
    code = "select code from register.ground_code_of_suwinet where ground = 'FORMER_WSW'"
    assert await owner.fetchval(code) == "02"


async def test_they_load_alone_and_twice_they_change_nothing(owner: Any, load: Load) -> None:
    await load(MEASURES)
    before = await everything(owner)

    report = await load(MEASURES)

    assert not report.changed
    assert await everything(owner) == before


CHANGED = {
    "regions": (f"{PAYROLL},2", "region = 1"),
    "baselines": ("wettelijk,MARKET,62000,6914491", "version = 'wettelijk' and sector = 'MARKET'"),
    "quota_percentages": ("2018,GOVERNMENT,1.94", "year = 2018"),
    "paid_hours": (f"{ANNA},{PAYROLL},2026-03,139", "month = '2026-03-01'"),
    "ground_codes": ("WAJONG,3", "ground = 'WAJONG'"),
}
TABLES = {
    "regions": "region",
    "baselines": "baseline",
    "quota_percentages": "quota_percentage",
    "ground_codes": "ground_code_of_suwinet",
}


@pytest.mark.parametrize("name", CHANGED)
async def test_other_values_supersede_and_the_old_row_stays(name: str, owner: Any, load: Load) -> None:
    await load(MEASURES)
    row, old = CHANGED[name]
    table = f"register.{TABLES.get(name, name)}"
    count = f"select count(*) from {table} where superseded_by is not null"
    assert await owner.fetchval(count) == 0

    report = await load({name: [row]})

    assert report.merged[f"{name}.csv"] == Merged(0, 1)
    assert await owner.fetchval(count) == 1
    assert await owner.fetchval(f"select superseded_by from {table} where {old} order by 1 limit 1") == report.delivery


@pytest.mark.parametrize("name", CHANGED)
async def test_no_row_is_changed_or_removed_in_place(name: str, owner: Any, load: Load) -> None:
    await load(MEASURES)
    table = f"register.{TABLES.get(name, name)}"
    for statement in (f"delete from {table}", f"truncate {table}", f"update {table} set delivery = delivery + 1"):
        with pytest.raises(Exception, match="append-only"):
            await owner.execute(statement)


MALFORMED = {
    "regions": (
        "region",
        [f"{PAYROLL},{wrong}" for wrong in ("0", "36", "01", "", "-1", "1.0", " 1", "een", "100")],
    ),
    "baselines": ("jobs", [f"v,MARKET,{wrong},1" for wrong in ("-1", "1e3", "1.234", "1000000000", ".5")]),
    "quota_percentages": (
        "percentage",
        [f"2024,MARKET,{wrong}" for wrong in ("", "100.01", "101", "-1", "1.234", "1%")],
    ),
    "paid_hours": ("hours", [f"{ANNA},{PAYROLL},2026-03,{wrong}" for wrong in ("", "-1", "10000", "1.234", "x")]),
    "ground_codes": ("code", [f"WAJONG,{wrong}" for wrong in ("", "12345678901", "0 3", "<a>", "é", "0\u0663")]),
}


@pytest.mark.parametrize("name", MALFORMED)
async def test_a_malformed_amount_is_rejected(name: str, owner: Any, load: Load, rejects: Path) -> None:
    before = await everything(owner)
    column, rows = MALFORMED[name]

    report = await load({name: rows})

    assert not report.loaded
    assert listed(rejects) == [f"{name}.csv,{place},{column},malformed value" for place in range(2, len(rows) + 2)]
    assert await everything(owner) == before


KEYS = {
    "regions": ("payroll_tax_number", [("890000002L01,1", "number fails its test")]),
    "baselines": ("sector", [("v,Market,1,1", "unknown code"), ("v,,1,1", "malformed value")]),
    "quota_percentages": ("year", [(f"{year},MARKET,1", "malformed value") for year in ("", "24", "1999", "20245")]),
    "paid_hours": (
        "month",
        [
            (f"{ANNA},{PAYROLL},{month},1", "malformed value")
            for month in ("2026-13", "2026-00", "2026-3", "2026-03-01", "", "202603", "0000-01")
        ],
    ),
    "ground_codes": ("ground", [("wajong,1", "unknown code"), ("IVA,1", "unknown code"), (",1", "malformed value")]),
}


@pytest.mark.parametrize("name", KEYS)
async def test_a_key_that_cant_be_is_rejected(name: str, load: Load, rejects: Path) -> None:
    column, rows = KEYS[name]
    await load({name: [row for row, _ in rows]})
    assert listed(rejects) == [f"{name}.csv,{place},{column},{why}" for place, (_, why) in enumerate(rows, 2)]


REPEATED = {
    "regions": ([f"{PAYROLL},1", f"{SECOND_PAYROLL},1", f"{PAYROLL},2"], "payroll_tax_number"),
    "baselines": (["v,MARKET,1,", "v,GOVERNMENT,1,", "v,MARKET,,1"], "version"),
    "quota_percentages": (["2024,MARKET,1", "2024,GOVERNMENT,1", "2024,MARKET,2"], "year"),
    "paid_hours": (
        [f"{ANNA},{PAYROLL},2026-03,1", f"{ANNA},{PAYROLL},2026-04,1", f"{ANNA},{PAYROLL},2026-03,2"],
        "bsn",
    ),
    "ground_codes": (["WAJONG,1", "TRANSITIONAL,1", "WAJONG,2"], "ground"),
}


@pytest.mark.parametrize("name", REPEATED)
async def test_a_key_given_twice_with_different_values_is_rejected(name: str, load: Load, rejects: Path) -> None:
    rows, column = REPEATED[name]
    report = await load({name: rows}, skip_invalid=True)
    why = "key given twice with different values"
    assert listed(rejects) == [f"{name}.csv,2,{column},{why}", f"{name}.csv,4,{column},{why}"]
    assert report.merged[f"{name}.csv"] == Merged(1, 0)
