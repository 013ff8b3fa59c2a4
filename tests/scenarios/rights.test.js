// SPDX-License-Identifier: GPL-3.0-or-later
// Who may do what: every route asked by every role, in its own unit, a sibling one, the one above, the one below, and
// where nothing is left, against rights.csv; and what the answers show.
//
// rights.csv holds a line a route and place: allow, refuse (403) or unauth (401) for each role. It was read cell
// by cell against server/features/access/README.md; a new route needs its lines, written by hand.
// HOCVU_RIGHTS=write prints what the server does, to start from.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start } from '../help/cluster.js';
import { COLUMNS, FOREIGN, everywhere, fill, routes } from './rights_world.js';

const TABLE = join(ROOT, 'tests/scenarios/rights.csv');

let s, at, seen;
const leaks = [];

before(async () => {
  s = await start();
  at = await fill(s);
  seen = await everywhere(s.as, at, (line, who, status, text) => {
    line.cells = { ...line.cells, [who]: status === 401 ? 'unauth' : status === 403 ? 'refuse' : 'allow' };
    if (FOREIGN.test(text)) leaks.push(`${line.method} ${line.path} ${line.place} as ${who}: ${FOREIGN.exec(text)[0]}`);
  });
});
after(() => s?.stop());

const name = ({ method, path, place }) => `${method} ${path} ${place}`;
const csv = (lines) => ['method,path,who,place,' + COLUMNS.join(','),
  ...lines.map((l) => [l.method, l.path, l.who, l.place, ...COLUMNS.map((c) => l.cells[c])].join(','))].join('\n') + '\n';

test('every route answers every role in every place as rights.csv says', () => {
  if (process.env.HOCVU_RIGHTS === 'write') return process.stderr.write(csv(seen));
  const [, ...rows] = readFileSync(TABLE, 'utf8').trim().split('\n').map((row) => row.split(','));
  const said = new Map(rows.map(([method, path, who, place, ...cells]) => [name({ method, path, place }), { who, cells }]));
  const wrong = [];
  for (const line of seen) {
    const row = said.get(name(line));
    if (!row) {
      wrong.push(`${name(line)}: no line in rights.csv; the server does ${csv([line]).split('\n')[1]}`);
      continue;
    }
    if (row.who !== line.who) wrong.push(`${name(line)}: rights.csv says ${row.who}, routes.def ${line.who}`);
    COLUMNS.forEach((who, i) => {
      if (row.cells[i] !== line.cells[who]) wrong.push(`${name(line)}: ${who}: rights.csv says ${row.cells[i]}, the server does ${line.cells[who]}`);
    });
    said.delete(name(line));
  }
  wrong.push(...[...said.keys()].map((left) => `${left}: in rights.csv, but no such route`));
  assert.deepEqual(wrong, []);
});

test('no answer to anybody of one commune names people of another, of the province or of what is gone', () => {
  assert.deepEqual(leaks, []);
});

// Roles reach down, never up, and what is gone is refused like what was never theirs; where a route is open to all,
// gone is not found. Coverage answers 404 for a unit nobody has, and administrators are told of acts nobody has.
test('below is as at home, above as beside, and what is gone is nobody\'s', () => {
  const wrong = [], line = (l, place) => seen.find((o) => o.method === l.method && o.path === l.path && o.place === place);
  for (const home of seen.filter((l) => l.place === 'own')) {
    for (const who of COLUMNS) {
      const here = (place) => line(home, place).cells[who], say = (place) => wrong.push(`${name(line(home, place))} ${who}: ${here(place)}`);
      if (!['teacher', 'sent'].includes(who) && here('child') !== home.cells[who]) say('child');
      if (here('parent') !== here('sibling')) say('parent');
      if (here('deleted') === 'allow' && here('sibling') !== 'allow' && !/^.coverage|<act>/.test(home.path)) say('deleted');
    }
  }
  assert.deepEqual(wrong, []);
});

test('every who refuses somebody, and whoever it lets in at home it refuses in a sibling unit', () => {
  const missing = [];
  for (const who of new Set(routes.map((r) => r.who))) {
    if (['anyone', 'signed_in'].includes(who)) continue;
    const lines = seen.filter((l) => l.who === who), placed = lines.filter((l) => l.place !== '-');
    const at = (l, place) => placed.find((o) => o.method === l.method && o.path === l.path && o.place === place);
    const pairs = placed.filter((l) => l.place.startsWith('own')).map((l) => [l, at(l, l.place.replace('own', 'sibling'))]);
    const turned = pairs.some(([home, away]) => COLUMNS.some((c) => home.cells[c] === 'allow' && away.cells[c] === 'refuse'));
    const refused = lines.some((l) => COLUMNS.some((c) => l.cells[c] === 'refuse'));
    if (placed.length > 0 ? !turned : !refused) missing.push(who);
  }
  assert.deepEqual(missing, []);
});

test('lists do not show what the thing itself would refuse: drafts of others', async () => {
  for (const who of ['learner', 'unit_head', 'trainer']) {
    const { items } = await s.as(who).get('/classes?limit=200').expect(200);
    assert.deepEqual(items.map((c) => c.code).filter((code) => code.startsWith('nhap')), [], who);
    const sessions = await s.as(who).get('/sessions?from=2026-01-01&to=2026-12-31').reply();
    assert.ok(sessions.status !== 200 || !sessions.text.includes('nhap-'), `${who}: ${sessions.text}`);
  }
  const office = (await s.as('programme_office').get('/classes?limit=200').expect(200)).items.map((c) => c.code);
  assert.ok(office.includes('nhap-mot') && !office.includes('nhap-hai'), office.join());
});

test('results by name are listed to who may read the person: staff to their heads, residents to the ward', async () => {
  const unit = at.own.unit, who = (r) => [...new Set(r.items.map((x) => x.full_name.split(' ').at(-2)))].sort().join();
  const sees = { admin: 'dan,nv', programme_office: 'dan,nv', auditor: 'dan,nv', unit_head: 'nv', ward_official: 'dan', community_team: 'dan' };
  for (const list of ['assessments', 'external-completions']) {
    for (const [role, people] of Object.entries(sees)) {
      assert.equal(who(await s.as(role).get(`/units/${unit}/${list}`).expect(200)), people, `${role} ${list}`);
    }
  }
});
