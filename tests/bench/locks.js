// SPDX-License-Identifier: GPL-3.0-or-later
// What the second lock costs: instructions of the database's process a request, with row-level security and without.
//
// Without means: no policy holds, and a transaction sets who asks but not what they reach. Both ways in turn, on the same
// copy of a world, for accounts that reach everybody and for those whose rows are judged one by one.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { api } from '../help/api.js';
import { account } from '../help/given.js';
import { capture } from './capture.js';
import { counting } from './instructions.js';
import { marks, ROSTERS } from './rosters.js';
import { serve } from './stand.js';
import { PROVINCE } from './world.js';

const TRIES = 10;
const OFTEN = { few: 12, many: 32 }, SELDOM = { few: 8, many: 12 };	// marks take a second each below valgrind
const ONCE = { few: 1, many: 2 };	// who asks for one round only wants to see it run

// Who only reaches a commune: the one with the most staff; and who teaches today.
const COMMUNE = `SELECT c.code, c.id, c.lo, c.hi FROM unit c JOIN unit x ON x.lo BETWEEN c.lo AND c.hi JOIN affiliation a ON a.unit_id = x.id
 WHERE c.code ~ '^xa-\\d+$' GROUP BY c.id ORDER BY count(*) DESC, c.id LIMIT 1`;
const LEAN = `
CREATE OR REPLACE FUNCTION scope_open(account bigint, person bigint, today date, request text, address text, class bigint DEFAULT NULL,
	session bigint DEFAULT NULL, days daterange DEFAULT 'empty', everybody boolean DEFAULT NULL, units text DEFAULT NULL)
	RETURNS boolean LANGUAGE plpgsql VOLATILE AS $lean$
BEGIN
	RETURN num_nulls(set_config('hocvu.account', account::text, true), set_config('hocvu.person', coalesce(person::text, ''), true),
		set_config('hocvu.today', today::text, true), set_config('hocvu.request', coalesce(request, ''), true),
		set_config('hocvu.address', coalesce(address, ''), true)) IS NOT NULL;
END$lean$;`;

// The two states of the world, as statements.
function states(world) {
  const tables = world.sql('super', "SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r' AND relrowsecurity ORDER BY 1").map((t) => t.name);
  const [{ def }] = world.sql('super', "SELECT pg_get_functiondef('scope_open'::regproc) AS def");
  const turn = (how) => tables.map((t) => `ALTER TABLE ${t} ${how} ROW LEVEL SECURITY;`).join('\n');
  return { locked: `${turn('ENABLE')}\n${def};`, open: `${turn('DISABLE')}\n${LEAN}` };
}

// The accounts that ask, and what they ask about: somebody who lives in the commune, somebody who works there, a class.
function about(stand) {
  const rows = (text) => stand.sql('super', text), [commune] = rows(COMMUNE), [province] = rows(`SELECT id FROM unit WHERE code = '${PROVINCE}'`);
  const middle = (table) => {
    const of = rows(`SELECT DISTINCT a.person_id AS id FROM ${table} a JOIN unit x ON x.id = a.unit_id
      WHERE x.lo BETWEEN ${commune.lo} AND ${commune.hi} AND a.valid @> current_date ORDER BY 1`);
    return of[of.length >> 1].id;
  };
  const [roster] = rows(ROSTERS), [teacher] = rows('SELECT code, id FROM person ORDER BY id LIMIT 1');
  account(stand, 'official', { roles: [`ward_official ${commune.code}`] });
  account(stand, 'head', { roles: [`unit_head ${commune.code}`] });
  account(stand, 'teacher', { person: teacher.code });
  stand.sql('owner', `UPDATE session SET trainer_id = ${teacher.id} WHERE id = ${roster.session}`);
  return { commune: commune.id, province: province.id, resident: middle('residence'), staff: middle('affiliation'), roster };
}

// Name, who asks, the statement it is known by, the request. A roster's marks are two requests, each of which changes all the
// other wrote: the same twice would write nothing.
function ways({ commune, province, resident, staff, roster }) {
  const page = (what, unit, id) => `/units/${unit}/${what}?limit=50&after=${id}`;
  const attendance = `/sessions/${roster.session}/attendance`, enrolments = `/classes/${roster.class}/enrolments?limit=100`;
  const get = (path) => [(as) => as.get(path).expect(200)];
  const put = [0, 1].map((round) => (as) => as.put(attendance, marks(roster.people, round)).expect(200));
  return [
    ['person', 'office', 'person_get', get(`/people/${resident}`)],
    ['person', 'official', 'person_get', get(`/people/${resident}`)],
    ['person', 'head', 'person_get', get(`/people/${staff}`)],
    ['page', 'office', 'residents_of_unit', get(page('residents', province, resident))],
    ['page', 'official', 'residents_of_unit', get(page('residents', commune, resident))],
    ['page', 'head', 'people_of_unit', get(page('people', commune, staff))],
    ['roster', 'office', 'attendance_roster', get(attendance)],
    ['roster', 'teacher', 'attendance_roster', get(attendance)],
    ['marks', 'office', 'marks_write', put],
    ['marks', 'teacher', 'marks_write', put],
    ['class', 'office', 'enrolments_of_class', get(enrolments)],
    ['class', 'teacher', 'enrolments_of_class', get(enrolments)],
  ];
}

// The statements of a way's requests, one after the other: { name, script, vars, requests, few, many }.
async function written(bench, stand, as, [what, who, query, requests]) {
  const script = join(bench.folder, `locks-${what}-${who}.sql`), vars = {}, texts = new Map();
  let turn = 0;
  const act = () => requests[turn = (turn + 1) % requests.length](as(who));
  for (let tries = 0; texts.size < requests.length && tries < TRIES; tries++) {
    await capture(stand, script, { query, id: -1, low: 1, high: 1, act, vars });
    texts.set(turn, readFileSync(script, 'utf8'));	// the last to be sent is what was captured
  }
  if (texts.size < requests.length) throw new Error(`${what} by ${who}: not all requests were captured`);
  writeFileSync(script, [...texts.values()].join(''));
  return { name: `${what} by ${who}`, script, vars, requests: requests.length, ...bench.rounds === 1 ? ONCE : requests.length > 1 ? SELDOM : OFTEN };
}

// All ways as scripts, from a server that ends after; and the world swept, so that what was measured before is not counted.
async function scripts(bench, stand) {
  const server = await serve(stand), of = ways(about(stand)), out = [];
  stand.tokens.office ??= server.token;
  for (const way of of) out.push(await written(bench, stand, api(server.url, stand.tokens), way));
  await server.stop();
  stand.settle();
  return out;
}

export async function locks(bench) {
  const stand = await bench.small(), all = await scripts(bench, stand), world = await counting(stand);
  try {
    const both = states(world), seen = [];
    for (const way of all) {
      const took = {};
      for (const state of ['locked', 'open']) {
        world.sql('super', both[state]);
        took[state] = await world.count(way) / way.requests;
      }
      seen.push({ name: way.name, ratio: took.locked / took.open, ...took });
    }
    const thousands = (n) => Math.round(n / 1000);
    bench.note('rls_cost', `Thousands of instructions: ${seen.map((s) => `${s.name} ${s.ratio.toFixed(3)} (${thousands(s.locked)}/${thousands(s.open)})`).join(', ')}`);
    return { rls_cost: [Math.max(...seen.map((s) => s.ratio))] };
  } finally {
    await world.stop();
  }
}
