// The viewer of a request: its bearer token, verified by fast-jwt, which remembers what it has verified.
import { createPublicKey } from 'node:crypto';
import { createVerifier } from 'fast-jwt';

const { ISSUER, AUDIENCE, PUBLIC_KEY } = process.env;

const verify = createVerifier({
  key: createPublicKey({ key: JSON.parse(PUBLIC_KEY), format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
  algorithms: ['ES256'],
  allowedIss: ISSUER,
  allowedAud: AUDIENCE,
  cache: 1000,
});

export function viewerOf(authorization) {
  const [scheme, token] = (authorization ?? '').split(' ');
  if (scheme.toLowerCase() !== 'bearer' || !token) throw new Error('A bearer token is needed.');
  return verify(token);
}
