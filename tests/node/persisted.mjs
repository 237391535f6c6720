// One operation by Apollo's client and by urql's, both with persisted queries: node persisted.mjs URL DOCUMENT VARIABLES,
// with TOKEN in the environment. Prints for each what it sent and what it got.
import { createHash } from 'node:crypto';

import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';

const [url, document, variables] = [process.argv[2], process.argv[3], JSON.parse(process.argv[4])];
const headers = { authorization: `Bearer ${process.env.TOKEN}` };
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const watched = (sent) => (address, init) => {
  sent.push(Object.keys(JSON.parse(init.body)).includes('query') ? 'text' : 'hash');
  return fetch(address, init);
};

const bySent = [];
const apollo = new ApolloClient({
  cache: new InMemoryCache(),
  link: new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, headers, fetch: watched(bySent) })),
});
const first = await apollo.query({ query: gql(document), variables });

const byUrql = [];
const urql = new Client({
  url,
  preferGetMethod: false,
  fetch: watched(byUrql),
  fetchOptions: { headers },
  exchanges: [
    cacheExchange,
    persistedExchange({ preferGetForPersistedQueries: false, generateHash: async (text) => sha256(text) }),
    fetchExchange,
  ],
});
const second = await urql.query(document, variables).toPromise();

console.log(
  JSON.stringify({
    apollo: { sent: bySent, data: first.data },
    urql: { sent: byUrql, data: second.data, error: second.error?.message },
  }),
);
