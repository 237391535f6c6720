"""The root of what changes something; the fields stand with what they change."""

import strawberry

from graph.schema.authorisation_mutations import AuthorisationMutations
from graph.schema.fact import FactMutations
from graph.schema.letter_mutations import LetterMutations
from graph.schema.request_mutations import RequestMutations
from graph.schema.review_mutations import ReviewMutations


@strawberry.type(
    description="What one can have the doelgroepregister do. A refusal that is to be expected is data, not an error."
)
class Mutation(RequestMutations, LetterMutations, ReviewMutations, FactMutations, AuthorisationMutations):
    """The root of every command."""
