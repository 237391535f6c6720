// Identity providers made of npm's oidc-provider, each on a loopback port of its own. What they are comes as a line of
// JSON on standard input: a list of {name, algorithm, audience, scope, client, accounts}. Where they are goes as a line
// of JSON to standard output: the list of their issuers. They end when standard input does.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import Provider, { errors } from 'oidc-provider';

const KEYS = {
  ES256: ['ec', { namedCurve: 'P-256' }],
  RS256: ['rsa', { modulusLength: 2048 }],
  PS256: ['rsa', { modulusLength: 2048 }],
};

function page(title, body) {
  const head = `<meta charset="utf-8"><title>${title}</title><link rel="icon" href="data:,">`;
  return `<!doctype html><html lang="en">${head}<h1>${title}</h1>${body}</html>`;
}

function privateKey(algorithm) {
  const [kind, options] = KEYS[algorithm];
  return { ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }), use: 'sig', alg: algorithm };
}

// Everything that was asked for is granted: whoever logs in isn't asked for consent.
async function granted({ oidc }, { audience, scope }) {
  const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(audience, scope);
  await grant.save();
  return grant;
}

function configuration({ name, algorithm, audience, scope, client, accounts }) {
  const accountOf = (subject) => accounts.find((account) => account.subject === subject);
  return {
    acrValues: [...new Set(accounts.map((account) => account.acr))],
    clients: [{ grant_types: ['authorization_code'], id_token_signed_response_alg: algorithm, ...client }],
    cookies: {
      keys: [randomUUID()],
      // A browser sends cookies to all ports of a host.
      names: { session: `${name}-session`, interaction: `${name}-interaction`, resume: `${name}-resume` },
    },
    extraTokenClaims: ({ oidc }, { accountId }) => ({
      ...accountOf(accountId).claims,
      acr: oidc.entities.AuthorizationCode.acr,
    }),
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_, resource) => {
          if (resource !== audience) throw new errors.InvalidTarget();
          return { scope, audience, accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg: algorithm } } };
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          const button = '<button form="op.logoutForm" name="logout" value="yes">Yes, sign me out</button>';
          ctx.body = page('Sign out?', form + button);
        },
      },
    },
    findAccount: (_, subject) => accountOf(subject) && { accountId: subject, claims: () => ({ sub: subject }) },
    jwks: { keys: [privateKey(algorithm)] },
    loadExistingGrant: (ctx) => granted(ctx, { audience, scope }),
    pkce: { required: () => true },
    renderError: (ctx, { error }) => { ctx.body = page('Error', error); },
  };
}

// The page that asks who somebody is: the name decides the account, and how surely it was logged in.
async function interact(provider, accounts, request, response) {
  await provider.interactionDetails(request, response);
  const typed = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
  const account = accounts.find((one) => one.name === typed.get('name'));
  if (typed.get('do') === 'cancel') {
    await provider.interactionFinished(request, response, { error: 'access_denied' });
  } else if (account) {
    await provider.interactionFinished(request, response, { login: { accountId: account.subject, acr: account.acr } });
  } else {
    response.setHeader('content-type', 'text/html').end(page('Who are you?', `<form method="post">
      <label>Name <input name="name" autocomplete="off"></label>
      <button name="do" value="log-in">Log in</button> <button name="do" value="cancel">Cancel</button></form>`));
  }
}

async function started(wanted) {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  // Not 127.0.0.1: to a browser it is another site than the portals', as any identity provider is.
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, configuration(wanted));
  provider.on('server_error', (_, error) => console.error(error));
  provider.on('grant.error', (_, error) => console.error(`${wanted.name}: ${error.message}`, error.error_description));
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url.startsWith('/interaction/')) return answer(request, response);
    return interact(provider, wanted.accounts, request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  return issuer;
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await Promise.all(JSON.parse(line).map(started))));
}
process.exit();
