from .applicant import Applicant, ApplicantPerson
from .base_client import BaseClient
from .base_model import BaseModel, Upload
from .client import Client
from .enums import (
    FindingRequester,
    LetterKind,
    RefusalCode,
    Service,
    ThresholdFunctions,
)
from .exceptions import (
    GraphQLClientError,
    GraphQLClientGraphQLError,
    GraphQLClientGraphQLMultiError,
    GraphQLClientHttpError,
    GraphQLClientInvalidResponseError,
)
from .input_types import AdmissionFactsInput, GiveReactionInput, SetAuthorisationInput
from .letters import (
    Letters,
    LettersViewer,
    LettersViewerOrganisations,
    LettersViewerOrganisationsLetters,
    LettersViewerOrganisationsLettersEdges,
    LettersViewerOrganisationsLettersEdgesNode,
    LettersViewerOrganisationsLettersPageInfo,
)
from .react import React, ReactGiveReactionLetter, ReactGiveReactionRefusal
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
    "LetterKind",
    "Letters",
    "LettersViewer",
    "LettersViewerOrganisations",
    "LettersViewerOrganisationsLetters",
    "LettersViewerOrganisationsLettersEdges",
    "LettersViewerOrganisationsLettersEdgesNode",
    "LettersViewerOrganisationsLettersPageInfo",
    "React",
    "ReactGiveReactionLetter",
    "ReactGiveReactionRefusal",
    "RefusalCode",
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
