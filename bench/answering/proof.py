"""That every contender refuses what it must, before any is measured: one that checks nothing is fast for nothing."""

import json
import urllib.error
import urllib.request
from typing import Any, Final

from bench.answering.contenders import Contender
from bench.answering.measuring import FailedError
from bench.answering.questions import Sample, Workload, exchanges
from bench.answering.register import Register
from domain.roles import Role

REFUSED: Final = "grounds to an employer, another's roster to an employer, a person to nobody"
_SECONDS: Final = 30


def prove(register: Register, contender: Contender) -> None:
    """Ask what isn't the viewer's to know.

    Raises:
        FailedError: it was answered.
    """
    registered = [person for person in register.sample.persons if person.registered][:1]
    one = Sample(registered, (), (register.sample.foreign,), register.sample.foreign)
    employer = register.token(Role.EMPLOYER)
    for workload, token, secret in (
        (Workload.GROUNDS, employer, "countingStartDate"),
        (Workload.ROSTER, employer, "payrollTaxNumber"),
        (Workload.PERSON, f"{employer[:-8]}AAAAAAAA", "registered"),
    ):
        [(body, expected)] = exchanges(workload, contender.dialect, one)
        answer = _ask(contender, token, body)
        if any(value in list(_values(answer, secret)) for value in _values(expected, secret)):
            raise FailedError(f"{contender.name} answers {workload}, which it must refuse: {answer}")


def _values(of: object, name: str) -> list[Any]:
    """What stands under a name, wherever that is."""
    if isinstance(of, dict):
        inside = [found for value in of.values() for found in _values(value, name)]
        return [of[name], *inside] if of.get(name) is not None else inside
    return [found for value in of for found in _values(value, name)] if isinstance(of, list) else []


def _ask(contender: Contender, token: str, body: str) -> object:
    question = urllib.request.Request(
        f"http://127.0.0.1:{contender.port}/graphql",
        body.encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Accept": "application/json"},
    )
    try:
        with urllib.request.urlopen(question, timeout=_SECONDS) as answer:  # noqa: S310 - loopback
            return json.loads(answer.read())
    except urllib.error.HTTPError as error:
        error.close()
        return None
