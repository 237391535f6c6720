// Mercurius on Fastify, compiled by graphql-jit at the first request; resolvers check the role and run prepared statements.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';
import { viewerOf } from './tokens.mjs';

const { PORT, CONNECTIONS, PGHOST, PGPORT, PGDATABASE, PGPASSWORD } = process.env;
const DATE = 1082;

pg.types.setTypeParser(DATE, (text) => text);
const pool = new pg.Pool({
  host: PGHOST,
  port: Number(PGPORT),
  database: PGDATABASE,
  user: 'peer_application',
  password: PGPASSWORD,
  max: Number(CONNECTIONS),
});

const PERSON = {
  name: 'person',
  text: 'select bsn, registered, registration_end_date, counting_start_date from peer.person where bsn = $1',
};
const GROUNDS = {
  name: 'grounds',
  text: 'select code, start_date, end_date from peer.ground where bsn = $1 order by start_date, code',
};
const ROSTER = {
  name: 'roster',
  text: `select payroll_tax_number, bsn, ends_on, (count(*) over ())::integer as total
    from (
      select distinct on (e.payroll_tax_number, e.bsn) e.payroll_tax_number, e.bsn, r.ends_on
      from peer.payroll p
      join peer.employment e on e.payroll_tax_number = p.payroll_tax_number and e.superseded_by is null
      join peer.registration r on r.bsn = e.bsn
        and r.from_day <= least(e.end_date, $3::date) and r.until_day > greatest(e.start_date, $2::date)
      where p.superseded_by is null and p.kvk = $1
        and e.kind in ('REGULAR', 'PROTECTED_WSW')
        and e.start_date <= $3 and (e.end_date is null or e.end_date >= $2)
      order by e.payroll_tax_number, e.bsn, least(r.until_day - 1, e.end_date, $3) desc) as roster
    order by payroll_tax_number, bsn limit $4`,
};

const schema = `
  type Query {
    person(bsn: Int!): Person
    roster(organisation: String!, year: Int!, first: Int!): Roster
  }
  type Person {
    bsn: Int!
    registered: Boolean!
    registrationEndDate: String
    countingStartDate: String
    grounds: [Ground!]!
  }
  type Ground {
    code: String!
    startDate: String!
    endDate: String
  }
  type Roster {
    totalCount: Int!
    edges: [RosterEdge!]!
  }
  type RosterEdge {
    node: RosterEntry!
  }
  type RosterEntry {
    payrollTaxNumber: String!
    bsn: Int!
    registrationEndDate: String
  }
`;

function require(viewer, ...roles) {
  if (!roles.includes(viewer.role)) throw new mercurius.ErrorWithProps('Not for this role.', { code: 'FORBIDDEN' });
}

async function rows(statement, ...values) {
  return (await pool.query({ ...statement, values })).rows;
}

const resolvers = {
  Query: {
    async person(_, { bsn }, { viewer }) {
      require(viewer, 'EMPLOYER', 'SUWINET');
      const [row] = await rows(PERSON, bsn);
      return row;
    },
    async roster(_, { organisation, year, first }, { viewer }) {
      require(viewer, 'EMPLOYER');
      if (organisation !== viewer.kvk) throw new mercurius.ErrorWithProps('Not yours.', { code: 'FORBIDDEN' });
      const entries = await rows(ROSTER, organisation, `${year}-01-01`, `${year}-12-31`, first);
      return { totalCount: entries[0]?.total ?? 0, edges: entries.map((node) => ({ node })) };
    },
  },
  Person: {
    registrationEndDate: (row) => row.registration_end_date,
    countingStartDate(row, _, { viewer }) {
      require(viewer, 'SUWINET');
      return row.counting_start_date;
    },
    async grounds(row, _, { viewer }) {
      require(viewer, 'SUWINET');
      return rows(GROUNDS, row.bsn);
    },
  },
  Ground: {
    startDate: (row) => row.start_date,
    endDate: (row) => row.end_date,
  },
  RosterEntry: {
    payrollTaxNumber(row) {
      const digits = row.payroll_tax_number.padStart(11, '0');
      return `${digits.slice(0, 9)}L${digits.slice(9)}`;
    },
    registrationEndDate: (row) => row.ends_on,
  },
};

const app = Fastify({ logger: false });
await app.register(mercurius, {
  schema,
  resolvers,
  jit: 1,
  graphiql: false,
  context: (request) => ({ viewer: viewerOf(request.headers.authorization) }),
});
await app.listen({ port: Number(PORT), host: '127.0.0.1' });
