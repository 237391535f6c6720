from typing import Any, Optional, Union

from .applicant import Applicant
from .base_client import BaseClient
from .base_model import UNSET, UnsetType
from .letters import Letters
from .react import React
from .roster import Roster


def gql(q: str) -> str:
    return q


class Client(BaseClient):
    def applicant(self, bsn: str, **kwargs: Any) -> Applicant:
        query = gql("""
            query Applicant($bsn: BSN!) {
              person(bsn: $bsn, purpose: APPLICANT) {
                registered
                registrationEndDate
              }
            }
            """)
        variables: dict[str, object] = {"bsn": bsn}
        response = self.execute(
            query=query, operation_name="Applicant", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Applicant.model_validate(data)

    def letters(
        self,
        organisation: str,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Letters:
        query = gql("""
            query Letters($organisation: ID!, $first: Int, $after: String) {
              viewer {
                organisations(id: $organisation) {
                  letters(first: $first, after: $after) {
                    edges {
                      node {
                        id
                        kind
                        subject
                        announcedAt
                        answerUntil
                        reactedAt
                      }
                    }
                    pageInfo {
                      hasNextPage
                      endCursor
                    }
                  }
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "organisation": organisation,
            "first": first,
            "after": after,
        }
        response = self.execute(
            query=query, operation_name="Letters", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Letters.model_validate(data)

    def react(self, letter: str, text: str, key: str, **kwargs: Any) -> React:
        query = gql("""
            mutation React($letter: ID!, $text: String!, $key: String!) {
              giveReaction(input: {letter: $letter, text: $text, idempotencyKey: $key}) {
                __typename
                ... on Letter {
                  reactedAt
                }
                ... on Refusal {
                  code
                  message
                }
              }
            }
            """)
        variables: dict[str, object] = {"letter": letter, "text": text, "key": key}
        response = self.execute(
            query=query, operation_name="React", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return React.model_validate(data)

    def roster(
        self,
        organisation: str,
        year: int,
        first: Union[Optional[int], UnsetType] = UNSET,
        after: Union[Optional[str], UnsetType] = UNSET,
        **kwargs: Any,
    ) -> Roster:
        query = gql("""
            query Roster($organisation: ID!, $year: Int!, $first: Int, $after: String) {
              roster(organisation: $organisation, year: $year, first: $first, after: $after) {
                totalCount
                edges {
                  node {
                    bsn
                    payrollTaxNumber
                    registrationEndDate
                  }
                }
                pageInfo {
                  hasNextPage
                  endCursor
                }
              }
            }
            """)
        variables: dict[str, object] = {
            "organisation": organisation,
            "year": year,
            "first": first,
            "after": after,
        }
        response = self.execute(
            query=query, operation_name="Roster", variables=variables, **kwargs
        )
        data = self.get_data(response)
        return Roster.model_validate(data)
