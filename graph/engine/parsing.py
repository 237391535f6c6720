"""From the text of a document to its facts, within the limits; what asks too much is refused at little cost.

The order is: characters, tokens, comments and nesting, which stop the parser, then the weight of each operation.
"""

from graphql import GraphQLError, GraphQLSchema, GraphQLSyntaxError, parse
from graphql.language.parser import MAX_NESTING_DEPTH

from graph.engine.cost import excess
from graph.engine.document import Document
from graph.engine.limits import Excess, Limits
from graph.engine.refusal import Refusal
from graph.errors import request_error


def parsed(schema: GraphQLSchema, text: str, limits: Limits) -> Document | Refusal:
    """The document of a text, or why it isn't one within the limits."""
    if len(text) > limits.characters:
        return _too_complex(Excess("characters", limits.characters, len(text)))
    try:
        document = Document(schema, parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments))
    except GraphQLSyntaxError as error:
        return _unread(error, limits)
    too_much = excess(schema, document, limits)
    return document if too_much is None else _too_complex(too_much)


def too_nested(limits: Limits) -> Refusal:
    """The refusal of what is nested so deep that nobody counted how deep."""
    return _too_complex(_nested(limits))


def _unread(error: GraphQLSyntaxError, limits: Limits) -> Refusal:
    """The parser's refusal in our words; its own quote the document, which may hold a BSN."""
    stopped = {
        f"Document contains more than {limits.tokens} tokens.": Excess("tokens", limits.tokens, limits.tokens + 1),
        f"Document contains more than {limits.comments} comments.": Excess(
            "comments", limits.comments, limits.comments + 1
        ),
        "Document is nested too deeply.": _nested(limits),
    }
    words = error.message.removeprefix("Syntax Error: ").removesuffix(" Parsing aborted.")
    if words in stopped:
        return _too_complex(stopped[words])
    place = GraphQLError("The document is not valid GraphQL at this place.", None, error.source, error.positions)
    return Refusal(400, (request_error(place, "GRAPHQL_PARSE_FAILED"),))


def _nested(limits: Limits) -> Excess:
    """The parser stops at a depth of its own, without having counted ours."""
    return Excess("depth", limits.depth, max(MAX_NESTING_DEPTH, limits.depth) + 1)


def _too_complex(too_much: Excess) -> Refusal:
    more = {"limit": too_much.limit, "maximum": too_much.maximum, "actual": too_much.actual}
    return Refusal(400, (request_error(GraphQLError(str(too_much), too_much.node), "QUERY_TOO_COMPLEX", more),))
