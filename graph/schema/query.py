"""The root of the schema: the questions one can ask. What answers them stands in graph/resolvers."""

from datetime import date
from typing import Annotated

import strawberry

from domain.bsn import Bsn
from domain.jobs import JOB_TARGETS
from domain.payroll import PayrollTaxNumber
from domain.periods import RosterPeriod
from domain.proofs import MOST_PERSONS
from domain.reports import ReportKind
from graph.context import Info
from graph.resolvers.admission import admission_by
from graph.resolvers.case import one_case, worklist
from graph.resolvers.decision_to_come import draft_of_decision, preview_of_decision
from graph.resolvers.disclosure import part_of_log
from graph.resolvers.fact_preview import preview
from graph.resolvers.person import one_person, several_persons
from graph.resolvers.published import last_published
from graph.resolvers.report import page_of_reports
from graph.resolvers.roster import page_of_roster
from graph.resolvers.statistics import shown_report
from graph.schema.admission import Admission, AdmissionFactsInput
from graph.schema.case import Case, CaseConnection
from graph.schema.case_enums import Decision
from graph.schema.case_inputs import CaseFilter
from graph.schema.decision_draft import DecisionDraft
from graph.schema.decision_preview import DecisionPreview
from graph.schema.disclosure import DisclosureConnection, From, Until
from graph.schema.enums import Breakdown, GroundCode, Purpose
from graph.schema.fact import CorrectFactInput, RecordEventInput, RecordGroundInput, StopGroundInput
from graph.schema.fact_preview import FactPreview, change_of
from graph.schema.given import given
from graph.schema.job_target import JobTargetType
from graph.schema.paging import UNWRITTEN, After, Before, First, Last, page_of
from graph.schema.person import Person
from graph.schema.published_figures import PublishedFigures
from graph.schema.quarter_report import QuarterReport
from graph.schema.report import ReportConnection
from graph.schema.roster import RosterConnection
from graph.schema.sector_figures import YearMonitor
from graph.schema.viewer import Viewer

ArgumentPurpose = Annotated[
    Purpose, strawberry.argument(description="Why the person is consulted (doelbinding); one of your own role's.")
]


@strawberry.type(description="The questions one can ask the doelgroepregister.")
class Query:
    """The root of every operation."""

    @strawberry.field(description="Who is asking, as the register understood the token.")
    def viewer(self) -> Viewer:
        """The viewer."""
        return Viewer()

    @strawberry.field(
        description="One person by BSN; a citizen only themselves. Null only with an error: whoever is not in the "
        "register is a Person who is not registered."
    )
    async def person(
        self,
        info: Info,
        bsn: Annotated[Bsn, strawberry.argument(description="The person (burgerservicenummer).")],
        purpose: ArgumentPurpose,
        organisation: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="On whose behalf (namens wie); needed when the token names several."),
        ] = strawberry.UNSET,
    ) -> Person | None:
        """One person."""
        return Person.of(await one_person(info, bsn, purpose, given(organisation)))

    @strawberry.field(description="Up to 50 BSNs in one go; one answer per position, in the order asked.")
    async def persons(
        self,
        info: Info,
        bsns: Annotated[
            list[Bsn], strawberry.argument(description=f"The persons (burgerservicenummers), at most {MOST_PERSONS}.")
        ],
        purpose: ArgumentPurpose,
    ) -> list[Person] | None:
        """Several persons."""
        return [Person.of(looked_up) for looked_up in await several_persons(info, bsns, purpose)]

    @strawberry.field(
        description="The employer roster (overzicht eigen werknemers): own staff in the register in a reference year "
        "(peiljaar) or, with `month`, in a wage month of it, by payroll tax number, then BSN. payrollTaxNumber left "
        "out = all of the organisation's."
    )
    async def roster(  # noqa: PLR0913, PLR0917 - the contract's arguments
        self,
        info: Info,
        organisation: Annotated[
            strawberry.ID,
            strawberry.argument(description="Whose roster: the id of an organisation (werkgever) of yours."),
        ],
        year: Annotated[
            int, strawberry.argument(description="The reference year (peiljaar), 2013 to the current year.")
        ],
        month: Annotated[
            int | None,
            strawberry.argument(
                description="Only who was employed and registered on a day of this wage month (loonmaand), 1 to 12, of "
                "the current or the previous year; left out: of the whole year."
            ),
        ] = strawberry.UNSET,
        payroll_tax_number: Annotated[
            PayrollTaxNumber | None,
            strawberry.argument(
                description="One of its payroll tax numbers (loonheffingennummer); left out: all of them."
            ),
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
        *,
        only_table: Annotated[
            bool,
            strawberry.argument(
                description="Rows only of a roster that is a TABLE: nobody of a longer one is handed over. Its size "
                "is recorded of everyone in it."
            ),
        ] = False,
    ) -> RosterConnection | None:
        """A page of a roster."""
        period, page = RosterPeriod(year, given(month)), page_of(first, after, last, before)
        return RosterConnection.of(
            await page_of_roster(info, organisation, period, given(payroll_tax_number), page, only_table=only_table)
        )

    @strawberry.field(
        description="The worklist (werkvoorraad): what is due first stands first; suspended cases after those that run."
    )
    async def cases(  # noqa: PLR0913, PLR0917 - a connection's arguments
        self,
        info: Info,
        filter: Annotated[
            CaseFilter | None, strawberry.argument(description="Which cases; left out: those that wait for a decision.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> CaseConnection | None:
        """A page of the worklist."""
        asked, page = given(filter) or CaseFilter(), page_of(first, after, last, before)
        return CaseConnection.of(await worklist(info, asked.worklist(), mine=bool(given(asked.mine)), page=page))

    @strawberry.field(
        description="One case by its id: to a citizen and to a municipality their own, to an assessor any. Any other "
        "is FORBIDDEN, whether it exists or not."
    )
    async def case(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The case.")],
    ) -> Case | None:
        """One case."""
        return Case.of(await one_case(info, id))

    @strawberry.field(
        description="What recording or correcting one fact would change (vooruitblik): what `recordEvent`, "
        "`recordGround`, `stopGround` or `correctFact` would do with the same input, now. Give one of the four. "
        "Nothing is recorded, and no idempotencyKey is used up; that the person was consulted is recorded."
    )
    async def fact_preview(
        self,
        info: Info,
        event: Annotated[
            RecordEventInput | None, strawberry.argument(description="An event to record.")
        ] = strawberry.UNSET,
        ground: Annotated[
            RecordGroundInput | None, strawberry.argument(description="A ground to record.")
        ] = strawberry.UNSET,
        stop: Annotated[StopGroundInput | None, strawberry.argument(description="A ground to end.")] = strawberry.UNSET,
        correction: Annotated[
            CorrectFactInput | None, strawberry.argument(description="A fact to correct.")
        ] = strawberry.UNSET,
    ) -> FactPreview | None:
        """What a command would change."""
        change = change_of(info, given(event), given(ground), given(stop), given(correction))
        return FactPreview.of(await preview(info, change))

    @strawberry.field(
        description="The letters that a decision would send today, before it is taken (voorbeeld): decideCase sends "
        "them. The look is recorded."
    )
    async def decision_preview(  # noqa: PLR0913, PLR0917 - what a decision is given
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The case, in the viewer's hands.")],
        decision: Annotated[Decision, strawberry.argument(description="What would be decided.")],
        motivation: Annotated[str, strawberry.argument(description="Why, as the letter says it (motivering).")],
        grounds: Annotated[
            list[GroundCode] | None,
            strawberry.argument(description="The grounds of a grant; left out: those that the law names."),
        ] = strawberry.UNSET,
        start_date: Annotated[
            date | None, strawberry.argument(description="The first day on which they hold (begindatum).")
        ] = strawberry.UNSET,
    ) -> DecisionPreview | None:
        """The letters of a decision."""
        answer = await preview_of_decision(info, id, decision, given(grounds), given(start_date), motivation)
        return DecisionPreview.of(answer, info)

    @strawberry.field(
        description="The draft of a case's decision (concept), kept by saveDecisionDraft until the case is decided or "
        "withdrawn. The look is recorded."
    )
    async def decision_draft(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The case.")]
    ) -> DecisionDraft | None:
        """The draft of a decision."""
        return DecisionDraft.of(await draft_of_decision(info, id))

    @strawberry.field(
        description="The disclosure log (verwerkingenlog), newest first; at least one filter is required. Reading it is"
        " recorded too."
    )
    async def disclosures(  # noqa: PLR0913, PLR0917 - the contract's arguments
        self,
        info: Info,
        bsn: Annotated[
            Bsn | None, strawberry.argument(description="Only entries of this person (burgerservicenummer).")
        ] = strawberry.UNSET,
        organisation: Annotated[
            strawberry.ID | None,
            strawberry.argument(description="Only what this organisation asked: its KvK number, RSIN or OIN."),
        ] = strawberry.UNSET,
        trace_id: Annotated[
            str | None,
            strawberry.argument(description="Only the request of this trace (W3C Trace Context), 32 hex digits."),
        ] = strawberry.UNSET,
        from_: From = strawberry.UNSET,
        until: Until = strawberry.UNSET,
        first: First = UNWRITTEN,
        after: After = strawberry.UNSET,
        last: Last = strawberry.UNSET,
        before: Before = strawberry.UNSET,
    ) -> DisclosureConnection | None:
        """A page of the log."""
        page = page_of(first, after, last, before)
        return DisclosureConnection.of(
            await part_of_log(info, given(bsn), given(organisation), given(trace_id), given(from_), given(until), page)
        )

    @strawberry.field(description="The agreed extra jobs: 2015 to 2025, and 2026 for the structural level.")
    def job_targets(self) -> list[JobTargetType]:
        """The targets."""
        return [JobTargetType.of(target) for target in JOB_TARGETS]

    @strawberry.field(
        description="The year's figures of the job agreement, without what would tell of few persons: as they are now, "
        "or in a published version. Null: that version isn't published, or the last quarter hasn't begun."
    )
    async def year_monitor(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="The year, from 2013.")],
        version: Annotated[
            int | None, strawberry.argument(description="A published version; left out: as it is now.")
        ] = strawberry.UNSET,
    ) -> YearMonitor | None:
        """A year's figures."""
        reported = await shown_report(info, ReportKind.YEAR, year, None, given(version))
        return None if reported is None else YearMonitor.of(reported)

    @strawberry.field(
        description="A quarter's figures of the job agreement, without what would tell of few persons: as they are "
        "now, or in a published version. Null: that version isn't published, or the quarter hasn't begun."
    )
    async def quarter_report(
        self,
        info: Info,
        year: Annotated[int, strawberry.argument(description="The year, from 2013.")],
        quarter: Annotated[int, strawberry.argument(description="The quarter, from 1 to 4.")],
        breakdown: Annotated[
            Breakdown | None, strawberry.argument(description="What to divide by; left out: nothing.")
        ] = strawberry.UNSET,
        version: Annotated[
            int | None, strawberry.argument(description="A published version; left out: as it is now.")
        ] = strawberry.UNSET,
    ) -> QuarterReport | None:
        """A quarter's figures."""
        reported = await shown_report(info, ReportKind.QUARTER, year, quarter, given(version))
        return None if reported is None else QuarterReport.of(reported, given(breakdown))

    @strawberry.field(description="Published versions of reports, newest first.")
    async def reports(
        self,
        info: Info,
        kind: Annotated[
            ReportKind | None, strawberry.argument(description="Only this kind; left out: all.")
        ] = strawberry.UNSET,
        first: First = strawberry.UNSET,
        after: After = strawberry.UNSET,
    ) -> ReportConnection | None:
        """A page of what was published."""
        page = page_of(first, after, None, None)
        return ReportConnection.of(await page_of_reports(info, given(kind), page))

    @strawberry.field(
        description="What was published last of the job agreement, for everybody: the last quarter, then each year, "
        "the last one first; each in its newest version."
    )
    async def published_figures(self, info: Info) -> list[PublishedFigures]:
        """Published figures."""
        return [PublishedFigures.of(published, content) for published, content in await last_published(info)]

    @strawberry.field(
        description="What the law makes of facts (kom ik in aanmerking?), about nobody in particular. It reads no data "
        "and keeps nothing of what it is told."
    )
    def admission(
        self,
        info: Info,
        facts: Annotated[AdmissionFactsInput, strawberry.argument(description="What is known.")],
        day: Annotated[
            date | None,
            strawberry.argument(
                description="By the rules in force on this day, from 2013-01-01 to today; left out: today."
            ),
        ] = strawberry.UNSET,
    ) -> Admission:
        """The answer to facts."""
        return Admission.of(admission_by(info, facts.known(), given(day)))
