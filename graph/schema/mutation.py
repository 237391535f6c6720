"""The root of what changes something; the fields stand with what they change."""

from strawberry.tools import merge_types

from graph.schema.letter_mutations import LetterMutations
from graph.schema.request_mutations import RequestMutations
from graph.schema.review_mutations import ReviewMutations

Mutation = merge_types("Mutation", (RequestMutations, LetterMutations, ReviewMutations))
"""Each field is a transaction of its own. Its expected outcomes are data."""
