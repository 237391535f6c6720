"""The look-up that a request stands for: a document of ours, run as the API runs those of its clients.

So the same walls, policies, quotas and records hold for it, and what the record says is what the document asks.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

from graphql import ExecutionResult
from graphql.execution.values import VariableValues

from domain.errors import LogUnwritableError, RegisterError
from domain.proofs import ConsultedPerson
from domain.roles import Role
from graph.context import Context
from graph.engine.limits import Limits
from graph.engine.plan import Planner
from graph.engine.refusal import Refusal
from graph.refusal_records import record_refusals
from graph.suwinet.faults import SoapFault, of_error, of_unforeseen

DOCUMENT: Final = Path(__file__).with_name("UWVPersoonsArbeidsbeperktenInfo.graphql").read_text(encoding="utf-8")

_FIELD: Final = "person"


class PersonLookUp:
    """Looks up one person for an officer of Suwinet.

    Attributes:
        digest: what names the document in the log.
        fields: the coordinates that an answer hands over, with blanks between them.

    Args:
        limits: what one request may ask.
        ran: told what ran each operation.
        compiling: whether the document is compiled, or left to graphql-core.

    Raises:
        ValueError: the role may not ask it (any more).
    """

    def __init__(
        self, limits: Limits, ran: Callable[[Literal["compiled", "graphql_core"]], None], *, compiling: bool
    ) -> None:
        plan = Planner(limits, compiling=compiling).plan(DOCUMENT, None, Role.SUWINET)
        if isinstance(plan, Refusal):
            message = f"SUWINET may not ask what a SOAP message answers: {plan.errors[0]['message']}"
            raise ValueError(message)  # noqa: TRY004 - it is the policy that is wrong
        self._plan = plan
        self._ran = ran
        self._handed_over = plan.handed_over.of(VariableValues({}, {}))
        self.digest = plan.digest
        self.fields = self._handed_over[(_FIELD,)].coordinates

    async def person(self, context: Context, consulted: ConsultedPerson) -> dict[str, Any]:
        """A person as the API answers; recorded before that.

        Raises:
            SoapFault: there is no answer, and why.
        """
        given = {"bsn": consulted.bsn.value, "purpose": consulted.purpose.value}
        variables = self._plan.variables.accepted(given, consulted.role)
        if isinstance(variables, Refusal):
            raise SoapFault(400, variables.errors[0]["message"])
        context = context._replace(handed_over=self._handed_over)
        self._ran("compiled" if self._plan.is_compiled else "graphql_core")
        result = self._plan.executor.execute(context, variables)
        result = result if isinstance(result, ExecutionResult) else await result
        if result.errors:
            record_refusals(context, result.errors, variables, self._plan.root)
            error, cause = result.errors[0], result.errors[0].original_error
            if isinstance(cause, LogUnwritableError):
                context.register.log.metrics.unavailable()
            raise of_error(cause) if isinstance(cause, RegisterError) else of_unforeseen(cause or error, context.trace)
        found: dict[str, Any] = (result.data or {})[_FIELD]
        return found
