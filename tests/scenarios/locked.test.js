// SPDX-License-Identifier: GPL-3.0-or-later
// Two locks on people's records, each tried without the other: a server whose queries ask nobody's rights (`hocvud-unlocked`,
// see sql.awk) shows nobody a foreign row, and without row-level security the queries show none either.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { api } from '../help/api.js';
import { BUILD, run, serve, start } from '../help/cluster.js';
import { COLUMNS, FOREIGN, everywhere, fill } from './rights_world.js';

const READS = (route) => route.method === 'GET' && route.path.startsWith('/');
const PEOPLE = /\b(nv|dan)[ -](mot|con)\b/;

let s, at, open;
before(async () => {
  if (!existsSync(join(BUILD, 'hocvud-unlocked'))) run('make', ['-s', `FLAVOUR=${BUILD.split('/').pop()}`, `${BUILD}/hocvud-unlocked`]);
  s = await start();
  at = await fill(s);
  open = await serve(s, { listen: '127.0.0.1:0' }, {}, 'hocvud-unlocked');
});
after(async () => { await open?.stop(); await s?.stop(); });

// What every GET shows to everybody through a server: foreign rows, and how many answers were good or named people.
async function looked(as) {
  const leaks = [], answered = new Set(), shown = {};
  await everywhere(as, at, (line, who, status, text) => {
    if (status < 300) answered.add(`${line.path} ${line.place} ${who}`);
    if (status < 300 && PEOPLE.test(text)) shown[who] = (shown[who] ?? 0) + 1;
    if (FOREIGN.test(text)) leaks.push(`${line.method} ${line.path} ${line.place} as ${who}: ${FOREIGN.exec(text)[0]}`);
  }, READS);
  return { leaks, answered, shown };
}

test('a server that asks nobody\'s rights is refused by the rows themselves', async () => {
  const { leaks, answered, shown } = await looked(api(`http://${open.found}`, s.tokens));
  assert.deepEqual(leaks, []);
  for (const what of ['/units/<unit>/people sibling unit_head', '/units/<unit>/people sibling nobody', '/classes/<class>/roster sibling teacher',
    '/units/<unit>/assessments sibling unit_head', '/units/<unit>/skills parent community_team', '/classes/<class>/enrolments sibling admin']) {
    if ([...answered].some((a) => a.startsWith(what.split(' ')[0]))) assert.ok(answered.has(what), `${what} was not asked without the first lock`);
  }
  for (const who of COLUMNS) assert.equal(shown[who] > 0, !['trainer', 'learner', 'nobody'].includes(who), `${who} sees people: ${shown[who]}`);
});

test('the queries alone let no foreign row through either', async () => {
  const tables = s.sql('owner', `SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace`).map((t) => t.relname);
  assert.ok(tables.includes('person') && tables.includes('attendance'), tables.join());
  const turn = (how) => s.sql('owner', tables.map((t) => `ALTER TABLE ${t} ${how} ROW LEVEL SECURITY;`).join(''));
  turn('DISABLE');
  try {
    assert.deepEqual((await looked(s.as)).leaks, []);
  } finally {
    turn('ENABLE');
  }
});

test('every table that tells of a person is locked, or its rows are open for a reason', () => {
  // Found before anybody is known, by a hash or by what is typed; numbers and days alone; the time-table, which is public.
  const open = ['account', 'session', 'role_grant', 'feed', 'class_event', 'headcount'];
  const found = s.sql('owner', `SELECT DISTINCT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND NOT c.relrowsecurity AND c.relname NOT LIKE 'stage\\_%'
      AND (a.attname IN ('person_id', 'trainer_id', 'full_name', 'entered_by') OR a.attname ~ '(national_id|phone|email|birth)')`).map((t) => t.relname);
  assert.deepEqual(found.filter((t) => !open.includes(t)), []);
  const forced = s.sql('owner', `SELECT relname FROM pg_class WHERE relforcerowsecurity`);
  assert.deepEqual(forced, [], 'forced, what counts as the owner would count too little');
});

test('without an account there are no rows and no error', () => {
  const [row] = s.sql('app', 'SELECT (SELECT count(*) FROM person) AS p, (SELECT count(*) FROM attendance) AS a, (SELECT count(*) FROM idempotency_key) AS k, (SELECT count(*) FROM enrolment) AS e');
  assert.deepEqual(Object.values(row).map(Number), [0, 0, 0, 0]);
  assert.ok(Number(s.sql('job', 'SELECT count(*) AS n FROM person')[0].n) > 0);
});
