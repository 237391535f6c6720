from .applicant import Applicant, ApplicantPerson
from .base_client import BaseClient
from .base_model import BaseModel, Upload
from .client import Client
from .enums import FindingRequester, Service, ThresholdFunctions
from .exceptions import (
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    GraphQLClientInvalidResponseError,
)
from .input_types import AdmissionFactsInput, GiveReactionInput, SetAuthorisationInput
from .roster import (
    Roster,
    RosterRoster,
    RosterRosterEdges,
    RosterRosterEdgesNode,
    RosterRosterPageInfo,
)

__all__ = [
    "AdmissionFactsInput",
    "Applicant",
    "ApplicantPerson",
    "BaseClient",
    "BaseModel",
    "Client",
    "FindingRequester",
    "GiveReactionInput",
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
    "Service",
    "SetAuthorisationInput",
    "ThresholdFunctions",
    "Upload",
]
