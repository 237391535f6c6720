from .applicant import Applicant, ApplicantPerson
from .base_client import BaseClient
from .base_model import BaseModel, Upload
from .client import Client
from .exceptions import (
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    GraphQLClientInvalidResponseError,
)
from .roster import (
    Roster,
    RosterRoster,
    RosterRosterEdges,
    RosterRosterEdgesNode,
    RosterRosterPageInfo,
)

__all__ = [
    "Applicant",
    "ApplicantPerson",
    "BaseClient",
    "BaseModel",
    "Client",
    "GraphQLClientError",
    "GraphQLClientGraphQLError",
    "GraphQLClientGraphQLMultiError",
    "GraphQLClientHttpError",
    "GraphQLClientInvalidResponseError",
    "Roster",
    "RosterRoster",
    "RosterRosterEdges",
    "RosterRosterEdgesNode",
    "RosterRosterPageInfo",
    "Upload",
]
