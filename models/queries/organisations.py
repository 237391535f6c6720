"""The employers of the register: which payroll tax numbers belong to which organisation."""

from dataclasses import dataclass

from domain.payroll import PayrollTaxNumber
from domain.proofs import OwnOrganisations
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
