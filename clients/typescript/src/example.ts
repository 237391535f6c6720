// An employer asks the register: is an applicant in it, who of the own staff is, and which letters are there?
//
//     node src/example.ts applicant < file-with-a-bsn
//     node src/example.ts roster ORGANISATION YEAR [ROWS-A-PAGE]
//     node src/example.ts letters ORGANISATION [LETTERS-A-PAGE]
//     node src/example.ts react LETTER < file-with-the-reaction
//
// REGISTER_URL names the register, REGISTER_TOKEN is an access token. A BSN never stands on the command line, where
// other users of the machine can read it; nor does what you write of somebody.

import { createHash } from "node:crypto";
import { text } from "node:stream/consumers";
import {
  ApplicantDocument,
  LettersDocument,
  type LettersQuery,
  type LettersQueryVariables,
  ReactDocument,
  RosterDocument,
  type RosterQuery,
  type RosterQueryVariables,
  type TypedDocumentString,
} from "./generated.ts";

type Answer<Data> = {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string } }[];
};
type Row = NonNullable<RosterQuery["roster"]>["edges"][number]["node"];
type Organisations = NonNullable<NonNullable<LettersQuery["viewer"]>["organisations"]>;
type Letter = NonNullable<Organisations[number]["letters"]>["edges"][number]["node"];

/** What the register refused, in its own words. */
class Refusal extends Error {}

/** Ask; the types of the variables and of the answer are those of the query. */
async function ask<Data, Variables>(query: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data> {
  const url = process.env["REGISTER_URL"] ?? "http://127.0.0.1:8000";
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json",
      authorization: `Bearer ${process.env["REGISTER_TOKEN"] ?? ""}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ query: query.toString(), variables }),
  });
  const { data, errors } = (await response.json()) as Answer<Data>;
  if (errors) {
    throw new Refusal(errors.map((error) => `${error.extensions.code}: ${error.message}`).join("\n"));
  }
  if (!data) {
    throw new Error(`The register answered ${response.status} without data.`);
  }
  return data;
}

/** Whether an applicant (sollicitant) is registered, and until when. */
async function applicant(bsn: string): Promise<string> {
  const { person } = await ask(ApplicantDocument, { bsn });
  if (!person?.registered) {
    return "not registered";
  }
  return person.registrationEndDate ? `registered until ${person.registrationEndDate}` : "registered";
}

/** The whole roster of a year, asked page by page. */
async function* roster(organisation: string, year: number, first: number): AsyncGenerator<Row> {
  const variables: RosterQueryVariables = { organisation, year, first };
  for (;;) {
    const { roster: page } = await ask(RosterDocument, variables);
    yield* page?.edges.map((edge) => edge.node) ?? [];
    if (!page?.pageInfo.hasNextPage) {
      return;
    }
    variables.after = page.pageInfo.endCursor;
  }
}

/** All letters to an organisation, newest first. Listing them isn't opening them: they stay unread. */
async function* letters(organisation: string, first: number): AsyncGenerator<Letter> {
  const variables: LettersQueryVariables = { organisation, first };
  for (;;) {
    const { viewer } = await ask(LettersDocument, variables);
    const page = viewer?.organisations?.[0]?.letters;
    yield* page?.edges.map((edge) => edge.node) ?? [];
    if (!page?.pageInfo.hasNextPage) {
      return;
    }
    variables.after = page.pageInfo.endCursor;
  }
}

/**
 * Answer a letter of kind REACTION_ASKED.
 *
 * The key makes it one reaction, however often it is sent: whoever lost the answer sends the same again. It is made of
 * what is sent, so that it is the same after this program has ended, too.
 */
async function react(letter: string, reaction: string): Promise<string> {
  const key = createHash("sha256").update(`${letter}\n${reaction}`).digest("hex");
  const { giveReaction: outcome } = await ask(ReactDocument, { letter, text: reaction, key });
  if (outcome.__typename === "Refusal") {
    throw new Refusal(`${outcome.code}: ${outcome.message}`);
  }
  return outcome.reactedAt ? `received at ${outcome.reactedAt.slice(0, 16).replace("T", " ")}` : "not received";
}

const [command, organisation = "", year = "", rows = "100"] = process.argv.slice(2);
try {
  if (command === "applicant") {
    console.log(await applicant((await text(process.stdin)).trim()));
  } else if (command === "react") {
    console.log(await react(organisation, (await text(process.stdin)).trim()));
  } else if (command === "letters") {
    for await (const letter of letters(organisation, Number(year || "25"))) {
      const asked = letter.answerUntil && !letter.reactedAt ? `answer until ${letter.answerUntil}` : "-";
      console.log(letter.id, letter.announcedAt.slice(0, 10), letter.kind, asked);
    }
  } else {
    for await (const row of roster(organisation, Number(year), Number(rows))) {
      console.log(row.bsn, row.payrollTaxNumber, row.registrationEndDate ?? "-");
    }
  }
} catch (error) {
  console.error(error instanceof Refusal ? error.message : `The register did not answer: ${error}`);
  process.exitCode = 1;
}
