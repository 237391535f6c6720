/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type ApplicantQueryVariables = Exact<{
  bsn: string;
}>;


export type ApplicantQuery = { person: { registered: boolean, registrationEndDate: string | null } | null };

export type RosterQueryVariables = Exact<{
  organisation: string | number;
  year: number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type RosterQuery = { roster: { totalCount: number, edges: Array<{ node: { bsn: string, payrollTaxNumber: string, registrationEndDate: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const ApplicantDocument = new TypedDocumentString(`
    query Applicant($bsn: BSN!) {
  person(bsn: $bsn, purpose: APPLICANT) {
    registered
    registrationEndDate
  }
}
    `) as unknown as TypedDocumentString<ApplicantQuery, ApplicantQueryVariables>;
export const RosterDocument = new TypedDocumentString(`
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
    `) as unknown as TypedDocumentString<RosterQuery, RosterQueryVariables>;