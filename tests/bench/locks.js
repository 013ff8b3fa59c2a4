// SPDX-License-Identifier: GPL-3.0-or-later
// What the second lock costs: processor time of server and database a request, with row-level security and without.
//
// Without means: no policy holds, and a transaction sets who asks but not what they reach. Both ways in turn, on the same
// world and server, for accounts that reach everybody and for those whose rows are judged one by one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { account } from '../help/given.js';
import { median } from './figures.js';
import { cpu, wrk } from './load.js';
import { marks, ROSTERS } from './rosters.js';
import { serve } from './stand.js';
import { PROVINCE } from './world.js';

const CLIENTS = 4, WARM_S = 1;

// Who only reaches a commune: the one with the most staff; and who teaches today.
const COMMUNE = `SELECT c.code, c.id, c.lo, c.hi FROM unit c JOIN unit x ON x.lo BETWEEN c.lo AND c.hi JOIN affiliation a ON a.unit_id = x.id
 WHERE c.code ~ '^xa-\\d+$' GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1`;
const LEAN = `
CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
	session bigint DEFAULT NULL) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $lean$
BEGIN
	RETURN num_nulls(set_config('hocvu.account', account::text, true), set_config('hocvu.person', coalesce(person::text, ''), true),
		set_config('hocvu.today', today::text, true), set_config('hocvu.request', coalesce(request, ''), true),
		set_config('hocvu.address', coalesce(address, ''), true)) IS NOT NULL;
END$lean$;`;

// The two states of the world, as statements.
function states(stand) {
  const tables = stand.sql('super', "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relrowsecurity ORDER BY 1").map((t) => t.name);
  const [{ def }] = stand.sql('super', "SELECT pg_get_functiondef('scope_open'::regproc) AS def");
  const turn = (how) => tables.map((t) => `ALTER TABLE ${t} ${how} ROW LEVEL SECURITY;`).join('\n');
  return { locked: `${turn('ENABLE')}\n${def};`, open: `${turn('DISABLE')}\n${LEAN}` };
}

const backends = (stand) => stand.sql('super', "SELECT pid FROM pg_stat_activity WHERE usename = 'hocvu_app'").map((b) => b.pid);

// One block: microseconds of processor time a request, of the server and of the database's processes behind it.
async function block(bench, stand, server, way, state) {
  stand.sql('super', state);
  const asked = { connections: CLIENTS, seconds: WARM_S, first: way.turn ?? 0 };
  way.turn = (await wrk({ ...server, token: way.token }, way.mode, way.file, asked)).turn;
  const pids = [server.pid, ...backends(stand)], used = () => pids.reduce((sum, pid) => sum + cpu(pid), 0), before = used();
  const got = await wrk({ ...server, token: way.token }, way.mode, way.file, { ...asked, seconds: bench.seconds, first: way.turn });
  way.turn = got.turn;
  return (used() - before) / got.requests;
}

// A person may be asked for by their number, a page begins behind one: both drawn from a list.
function ways(bench, stand) {
  const rows = (text) => stand.sql('super', text), [commune] = rows(COMMUNE), [province] = rows(`SELECT id FROM unit WHERE code = '${PROVINCE}'`);
  const of = (table) => rows(`SELECT DISTINCT a.person_id AS id FROM ${table} a JOIN unit x ON x.id = a.unit_id
    WHERE x.lo BETWEEN ${commune.lo} AND ${commune.hi} AND a.valid @> current_date ORDER BY 1`).map((r) => r.id);
  const everybody = rows('SELECT id FROM person ORDER BY id LIMIT 10000').map((r) => r.id), residents = of('residence'), staff = of('affiliation');
  const lists = rows(ROSTERS).filter((r, i, all) => all.findIndex((x) => x.class === r.class) === i), [teacher] = rows('SELECT code, id FROM person ORDER BY id LIMIT 1');
  account(stand, 'official', { roles: [`ward_official ${commune.code}`] });
  account(stand, 'head', { roles: [`unit_head ${commune.code}`] });
  account(stand, 'teacher', { person: teacher.code });
  stand.sql('owner', `UPDATE session SET trainer_id = ${teacher.id} WHERE id = ANY ('{${lists.map((r) => r.session)}}')`);
  const made = (name, who, mode, lines) => {
    const file = join(bench.folder, `locks-${name}-${who}.requests`);
    writeFileSync(file, lines.map((line) => `/api/v1${line}\n`).join(''));
    return { name: `${name} by ${who}`, token: stand.tokens[who], mode, file };
  };
  const people = (ids) => ids.map((id) => `/people/${id}`), page = (what, unit, ids) => ids.map((id) => `/units/${unit}/${what}?limit=50&after=${id}`);
  const rosters = lists.map((r) => `/sessions/${r.session}/attendance`), classes = lists.map((r) => `/classes/${r.class}/enrolments?limit=100`);
  const writes = lists.map((r) => [`/sessions/${r.session}/attendance`, ...[0, 1, 2, 3].map((round) => marks(r.people, round))].join('\t'));
  return [
    made('person', 'office', 'any', people(everybody)), made('person', 'official', 'any', people(residents)), made('person', 'head', 'any', people(staff)),
    made('page', 'office', 'any', page('residents', province.id, everybody)), made('page', 'official', 'any', page('residents', commune.id, residents)),
    made('page', 'head', 'any', page('people', commune.id, staff)),
    made('roster', 'office', 'any', rosters), made('roster', 'teacher', 'any', rosters),
    made('marks', 'office', 'put', writes), made('marks', 'teacher', 'put', writes),
    made('class', 'office', 'any', classes), made('class', 'teacher', 'any', classes),
  ];
}

export async function locks(bench) {
  const stand = await bench.small(), server = await serve(stand), both = states(stand), all = ways(bench, stand), seen = new Map();
  stand.tokens.office ??= server.token;
  for (const way of all) way.token ??= server.token;
  try {
    for (let round = 0; round < bench.rounds; round++) {
      for (const way of all) {
        const order = round % 2 ? ['locked', 'open'] : ['open', 'locked'], took = {};
        for (const state of order) took[state] = await block(bench, stand, server, way, both[state]);
        const { open, locked } = took;
        seen.set(way.name, [...seen.get(way.name) ?? [], { ratio: locked / open, locked, open }]);
      }
    }
  } finally {
    stand.sql('super', both.locked);
  }
  const middle = (name, part) => median(seen.get(name).map((r) => r[part])), names = [...seen.keys()];
  const dearest = names.reduce((a, b) => middle(a, 'ratio') >= middle(b, 'ratio') ? a : b);
  bench.note('rls_cost', names.map((name) => `${name} ${middle(name, 'ratio').toFixed(2)} (${Math.round(middle(name, 'locked'))}/${Math.round(middle(name, 'open'))} µs)`).join(', '));
  await server.stop();
  return { rls_cost: seen.get(dearest).map((r) => r.ratio) };
}
