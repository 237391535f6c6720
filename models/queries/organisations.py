"""The employers of the register: which payroll tax numbers belong to which organisation."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.payroll import PayrollTaxNumber
from domain.proofs import OwnOrganisations, OwnPayrolls
from domain.roles import Role
from models.database import ServingPools


@dataclass(frozen=True, slots=True)
class KnownOrganisation:
    """An organisation as the register knows it, by KvK number and RSIN, with its payroll tax numbers in order.

    `payroll_rows` are the ids of their rows: they name nobody, as a number of a sole trader does.
    """

    kvk: str | None
    rsin: str | None
    name: str | None
    payroll_tax_numbers: tuple[PayrollTaxNumber, ...]
    payroll_rows: tuple[int, ...]


async def organisations(pools: ServingPools, own: OwnOrganisations) -> list[KnownOrganisation]:
    """The organisations with one of these KvK numbers or RSINs."""
    rows = await pools.call(
        Role.EMPLOYER,
        "select * from serve.employer_organisations($1, $2)",
        own.kvks,
        own.rsins,
    )
    return [
        KnownOrganisation(
            row["kvk"],
            row["rsin"],
            row["name"],
            tuple(PayrollTaxNumber.of(number) for number in row["payroll_tax_numbers"]),
            tuple(row["payroll_rows"]),
        )
        for row in rows
    ]


async def own_payrolls(pools: ServingPools, own: OwnOrganisations) -> OwnPayrolls:
    """The payroll tax numbers of the organisations with one of these KvK numbers or RSINs."""
    return OwnPayrolls(own, payrolls_of(await organisations(pools, own)))


def payrolls_of(known: Iterable[KnownOrganisation]) -> dict[PayrollTaxNumber, int]:
    """Their payroll tax numbers in order, by the ids of their rows.

    An organisation that the register has in several guises, say with and without its RSIN, has each number once.
    """
    rows = {number: row for one in known for number, row in zip(one.payroll_tax_numbers, one.payroll_rows, strict=True)}
    return dict(sorted(rows.items(), key=lambda one: one[0].value))
