/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a letter is (soort brief). */
export type LetterKind =
  /** The person is informed before a ground is recorded (kennisgeving van opname). */
  | 'ADMISSION_NOTICE'
  /** What is missing is asked for (verzoek om aanvulling). */
  | 'COMPLETION_INVITED'
  /** A correction, which takes the place of another letter (correctie). */
  | 'CORRECTION'
  /** A decision (besluit). */
  | 'DECISION'
  /** The employer's copy of a decision (kopie voor de werkgever). */
  | 'EMPLOYER_COPY'
  /** It is not treated (buiten behandeling). */
  | 'NOT_TREATED'
  /** What is paid for deciding late (dwangsom). */
  | 'PENALTY'
  /** An employer is asked for a reaction (verzoek om een zienswijze). */
  | 'REACTION_ASKED'
  /** What was received (ontvangstbevestiging). */
  | 'RECEIPT'
  /** The decision comes later (verdaging). */
  | 'TERM_EXTENDED';

/** Why a command was not carried out. */
export type RefusalCode =
  /** Such a case is open already. */
  | 'ALREADY_OPEN'
  /** Something that is needed is missing. */
  | 'INCOMPLETE'
  /** A day that can't be right here. */
  | 'INVALID_DATE'
  /** A value that can't be right here. */
  | 'INVALID_VALUE'
  /** This idempotency key was used for something else. */
  | 'KEY_REUSED'
  /** The last administrator (beheerder) stays. */
  | 'LAST_ADMINISTRATOR'
  /** Only the organisation's administrator (beheerder) may do it. */
  | 'NOT_ADMINISTRATOR'
  /** It was not confirmed. */
  | 'NOT_CONFIRMED'
  /** The law doesn't allow it; `reasons` says why. */
  | 'NOT_ELIGIBLE'
  /** The case isn't in the viewer's hands. */
  | 'NOT_IN_HAND'
  /** The person is not in the register (niet geregistreerd). */
  | 'NOT_REGISTERED'
  /** Another assessor has the case. */
  | 'TAKEN'
  /** The day until which this could be done has passed. */
  | 'TOO_LATE'
  /** The law can't be applied yet; `reasons` says which facts are missing. */
  | 'UNDECIDED'
  /** The case isn't in a state in which this can be done. */
  | 'WRONG_STATE';

export type ApplicantQueryVariables = Exact<{
  bsn: string;
}>;


export type ApplicantQuery = { person: { registered: boolean, registrationEndDate: string | null } | null };

export type LettersQueryVariables = Exact<{
  organisation: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type LettersQuery = { viewer: { organisations: Array<{ letters: { edges: Array<{ node: { id: string, kind: LetterKind, subject: string, announcedAt: string, answerUntil: string | null, reactedAt: string | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null }> } };

export type ReactMutationVariables = Exact<{
  letter: string | number;
  text: string;
  key: string;
}>;


export type ReactMutation = { giveReaction:
    | { __typename: 'Letter', reactedAt: string | null }
    | { __typename: 'Refusal', code: RefusalCode, message: string }
   };

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
export const LettersDocument = new TypedDocumentString(`
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
    `) as unknown as TypedDocumentString<LettersQuery, LettersQueryVariables>;
export const ReactDocument = new TypedDocumentString(`
    mutation React($letter: ID!, $text: String!, $key: String!) {
  giveReaction(input: { letter: $letter, text: $text, idempotencyKey: $key }) {
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
    `) as unknown as TypedDocumentString<ReactMutation, ReactMutationVariables>;
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