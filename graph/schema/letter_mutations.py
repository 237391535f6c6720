"""Mutations on letters: how they come, that they were read, and an employer's reaction."""

from typing import Annotated

import strawberry

from graph.context import Info
from graph.resolvers import letter as resolvers
from graph.resolvers.person import oneself
from graph.schema.case_enums import LetterChannel
from graph.schema.letter import LetterResult, letter_result
from graph.schema.person import Person


@strawberry.input(description="An employer's reaction (zienswijze) to a letter of kind REACTION_ASKED.")
class GiveReactionInput:
    """A reaction."""

    letter: strawberry.ID = strawberry.field(description="The letter that asks for it.")
    text: str = strawberry.field(description="The reaction, up to 4,000 characters.")
    idempotency_key: str = strawberry.field(description="As of every command: 16 to 64 letters, digits and hyphens.")


@strawberry.type
class LetterMutations:
    """What the reader of a letter may do."""

    @strawberry.mutation(description="Have one's letters in the portal or on paper from now on (Awb 2:8).")
    async def set_letter_channel(
        self, info: Info, channel: Annotated[LetterChannel, strawberry.argument(description="How they come.")]
    ) -> Person | None:
        """Choose how letters come."""
        await resolvers.set_channel(info, channel)
        looked_up = await oneself(info)
        return None if looked_up is None else Person.of(looked_up)

    @strawberry.mutation(description="Note that a letter was opened (gelezen): one's own, or one to the organisation.")
    async def mark_letter_read(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The letter.")]
    ) -> LetterResult:
        """Note that a letter was opened."""
        return letter_result(await resolvers.open_letter(info, id))

    @strawberry.mutation(
        description="React to a letter of kind REACTION_ASKED (zienswijze geven), for the organisation that it is to. "
        "Needs the service LETTERS."
    )
    async def give_reaction(
        self, info: Info, input: Annotated[GiveReactionInput, strawberry.argument(description="The reaction.")]
    ) -> LetterResult:
        """React to a letter."""
        return letter_result(await resolvers.give_reaction(info, input.letter, input.text, input.idempotency_key))
