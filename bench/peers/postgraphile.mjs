// PostGraphile: the database's roles, column grants and row-level security decide what a token may see.
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { viewerOf } from './tokens.mjs';

const { PORT, CONNECTIONS, PGHOST, PGPORT, PGDATABASE, PGPASSWORD } = process.env;
const ROLES = { EMPLOYER: 'peer_employer', SUWINET: 'peer_suwinet' };

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      schemas: ['peer'],
      poolConfig: {
        host: PGHOST,
        port: Number(PGPORT),
        database: PGDATABASE,
        user: 'peer_authenticator',
        password: PGPASSWORD,
        max: Number(CONNECTIONS),
      },
    }),
  ],
  grafast: {
    explain: false,
    context({ node }) {
      const viewer = viewerOf(node.req.headers.authorization);
      return { pgSettings: { role: ROLES[viewer.role], 'jwt.claims.kvk': viewer.kvk ?? '' } };
    },
  },
  grafserv: { graphqlPath: '/graphql', graphiql: false, websockets: false, watch: false, outputDataAsString: true },
};

const server = createServer();
await postgraphile(preset).createServ(grafserv).addTo(server);
server.listen(Number(PORT), '127.0.0.1');
