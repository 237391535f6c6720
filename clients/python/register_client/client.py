from typing import Any, Optional, Union

from .applicant import Applicant
from .base_client import BaseClient
from .base_model import UNSET, UnsetType
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
