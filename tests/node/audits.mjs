// The audits of GraphQL over HTTP against a service: node audits.mjs URL, with TOKEN in the environment.
import { serverAudits } from 'graphql-http';

const authorization = `Bearer ${process.env.TOKEN}`;
const audits = serverAudits({
  url: process.argv[2],
  fetchFn: (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization } }),
});
const results = await Promise.all(audits.map((audit) => audit.fn()));
console.log(
  JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason: reason ?? '' }))),
);
