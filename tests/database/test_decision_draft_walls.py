"""Over an assessor's own connection a draft is written to a case in that assessor's hands, and to no other."""

from dataclasses import replace
from uuid import UUID, uuid4

from domain.cases import Decision
from domain.decision_drafts import DecisionDraft
from domain.roles import Role
from models.commands.decision import save_draft
from models.database import ServingPools
from tests.database.test_command_walls import OTHER, REFUSALS
from tests.database.test_command_walls import work as work  # noqa: PLC0414 - a fixture
from tests.fixtures.casework import Casework, assessor
from tests.fixtures.disclosure_log import Owner
from tests.fixtures.honest_commands import COMMANDS, Command, about_to_be_written

IN_HAND, _ = COMMANDS["releasing"]
DRAFTS = "select count(*), max(content ->> 'motivation') from cases.decision_draft"


async def _drafted(work: Casework) -> Command:
    draft = DecisionDraft(decision=Decision.REJECT, motivation="Zo is het.")

    async def act(work: Casework, case: UUID) -> object:
        return await save_draft(work.commands, assessor(), work.given("assessor"), case, draft)

    return await about_to_be_written(work, IN_HAND, act)


async def test_the_database_keeps_a_draft_of_a_case_in_hand_alone(
    work: Casework, pools: ServingPools, owner: Owner
) -> None:
    command = await _drafted(work)
    changes, draft = command.changes, command.changes["decision_draft"]
    connection = await pools.log_ins.connection(Role.ASSESSOR)
    wrong = (
        changes | {"decision_draft": draft | {"case": str(uuid4())}},
        changes | {"decision_draft": draft | {"content": []}},
        changes | {"decision_draft": draft | {"content": {"motivation": "x" * 20_001}}},
        changes | {"decision_draft": {"case": draft["case"]}},
        changes | {"version": changes["version"] + 1},
        {key: value for key, value in changes.items() if key != "at"},
        changes | {"reaction": {"letter": str(uuid4()), "text": "Ja."}},
    )
    for one in wrong:
        said = await command.send(connection, one)
        assert said == {"conflict": True} or str(said).startswith(REFUSALS), (said, one)
    for arguments in ((*command.arguments[:-1], OTHER), (*command.arguments[:-1], None)):
        said = await replace(command, arguments=arguments).send(connection, changes)
        assert said == {"conflict": True} or str(said).startswith((*REFUSALS, "DGA01")), said
    nobody = replace(command, given=command.given._replace(users=[bytes(16)]))
    assert await nobody.send(connection, changes) == {"conflict": True}
    assert tuple(await owner.fetchrow(DRAFTS) or ()) == (0, None)
    assert await command.send(connection, changes) == {"done": True}
    assert tuple(await owner.fetchrow(DRAFTS) or ()) == (1, "Zo is het.")
    connection.terminate()
