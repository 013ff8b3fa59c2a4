// SPDX-License-Identifier: GPL-3.0-or-later
// Who may do what: every route asked by every role, in its own unit and in a sibling one, against rights.csv.
//
// rights.csv holds a line a route and place: allow, refuse (403) or unauth (401) for each role. It was read cell
// by cell against server/features/access/README.md; a new route needs its lines, written by hand.
// HOCVU_RIGHTS=write prints what the server does, to start from.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start } from '../help/cluster.js';
import { given } from '../help/given.js';

// Each role holds over xa-mot. `teacher` has no role: the time-table names them; `sent` is who sits in the class.
const ROLES = ['admin', 'programme_office', 'unit_head', 'trainer', 'ward_official', 'community_team', 'learner', 'auditor'];
const COLUMNS = [...ROLES, 'teacher', 'sent', 'nobody'];
const TABLE = join(ROOT, 'tests/scenarios/rights.csv');

const XA = ['mot', 'hai'];
const each = (make) => XA.flatMap((x) => make(x));
const WORLD = {
  units: [{ code: 'tinh-mau', name: 'Tỉnh Mẫu', kind: 'province' }, ...each((x) => [
    { code: `xa-${x}`, name: `Xã ${x}`, kind: 'commune', parent: 'tinh-mau' },
    { code: `ubnd-${x}`, name: `Ủy ban nhân dân xã ${x}`, kind: 'commune_committee', parent: `xa-${x}` }])],
  people: each((x) => ['nv', 'dan', 'gv'].map((who) => ({ person: `${who}-${x}`, full_name: `Học Viên Mẫu ${who} ${x}` }))),
  affiliations: each((x) => ['nv', 'gv'].map((who) => ({ person: `${who}-${x}`, unit: `ubnd-${x}`, category: 'civil_servant', valid_from: '2020-01-01' }))),
  residences: each((x) => [{ person: `dan-${x}`, unit: `xa-${x}`, valid_from: '2020-01-01' }]),
  plans: [{ plan: 'mau', title: 'Kế hoạch mẫu', issuer: 'tinh-mau' }],
  courses: [{ code: 'khoa-mau', title: 'Khóa mẫu', topics: 'digital_skills', attendance_percent: 80, periods: 4 }],
  classes: each((x) => [['lop', 'open'], ['nhap', 'draft']].map(([c, state]) =>
    ({ code: `${c}-${x}`, course: 'khoa-mau', host_unit: `xa-${x}`, title: `Lớp ${c} ${x}`, capacity: 10, state }))),
  sessions: each((x) => ['lop', 'nhap'].map((c, i) =>
    ({ class: `${c}-${x}`, number: 1, date: `2026-0${i + 1}-05`, start: '08:00', periods: 4, trainer: `gv-${x}` }))),
  enrolments: each((x) => ['lop', 'nhap'].map((c) => ({ class: `${c}-${x}`, person: `nv-${x}`, nominated_by: `ubnd-${x}`, state: 'approved' }))),
  external_completions: each((x) => ['nv', 'dan'].map((who) => ({ person: `${who}-${x}`, course: 'khoa-mau', completed_on: '2025-05-05', source: 'nơi khác', verified: 'false' }))),
  assessments: each((x) => ['nv', 'dan'].map((who) => ({ person: `${who}-${x}`, scheme: 'it_skills_basic', assessed_on: '2025-05-05', result: 'passed' }))),
  skills: each((x) => [{ person: `dan-${x}`, domain: 'health', observed_on: '2025-05-05', observer: 'tổ', level: 'knows' }]),
  headcounts: each((x) => [{ unit: `xa-${x}`, title: 'Ngày hội', date: '2025-10-10', count: 100 }]),
  accounts: {
    ...Object.fromEntries(ROLES.map((role) => [role, [`${role} xa-mot`]])), teacher: { person: 'gv-mot' }, sent: { person: 'nv-mot' },
    'giu-mot': ['learner xa-mot'], 'giu-hai': ['learner xa-hai'],
  },
};

let s, routes, seen;

// The numbers that stand for each <name> of a path in a place.
function numbers(place) {
  const x = place.startsWith('sibling') ? 'hai' : 'mot';
  const number = (query) => Number(s.sql('owner', query)[0]?.id ?? 999_999);
  const coded = (table, code) => number(`SELECT id FROM ${table} WHERE code = '${code}'`);
  const klass = coded('class', `${place.endsWith('draft') ? 'nhap' : 'lop'}-${x}`), unit = coded('unit', `xa-${x}`);
  const person = coded('person', `${place.endsWith('resident') ? 'dan' : 'nv'}-${x}`), account = number(`SELECT id FROM account WHERE name = 'giu-${x}'`);
  const of = (table, where) => number(`SELECT id FROM ${table} WHERE ${where} LIMIT 1`);
  return {
    unit, person, class: klass, id: account, grant: of('role_grant', `account_id = ${account}`),
    session: of('session', `class_id = ${klass}`), enrolment: of('enrolment', `class_id = ${klass}`),
    affiliation: of('affiliation', `person_id = ${coded('person', `nv-${x}`)}`), residence: of('residence', `unit_id = ${unit}`),
    venue: of('venue', `unit_id = ${unit}`), act: of('succession_act', `legal_basis = '${x}'`), course: coded('course', 'khoa-mau'), plan: coded('plan', 'mau'),
    task: of('task', 'true'), target: coded('target', 'T1'), indicator: of('indicator', 'true'), material: 999_999, token: 999_999, feed: 999_999, secret: 'x'.repeat(43),
    assessment: of('assessment', 'true'), external: of('external_completion', 'true'), skill: of('skill', 'true'), headcount: of('headcount', `unit_id = ${unit}`),
  };
}

const COVERAGE = (place) => `?target=${place.endsWith('resident') ? 'T3' : 'T1'}&unit=xa-${place.startsWith('sibling') ? 'hai' : 'mot'}&as_of=2025-12-31`;

// In which places a route is tried: what a place means depends on what its path names.
function places({ path }) {
  if (path.startsWith('/me/') || !/<|^\/coverage/.test(path)) return ['-'];
  if (/<person>/.test(path) || path === '/coverage/people') return ['own', 'own-resident', 'sibling', 'sibling-resident'];
  if (/<(class|session|enrolment)>/.test(path)) return ['own', 'own-draft', 'sibling', 'sibling-draft'];
  return /<(unit|id|grant|affiliation|residence|venue|act)>/.test(path) || path.startsWith('/coverage') ? ['own', 'sibling'] : ['-'];
}

before(async () => {
  s = await start();
  await given(s, WORLD);
  s.sql('owner', `INSERT INTO venue (unit_id, name) SELECT id, 'Hội trường ' || code FROM unit WHERE code IN ('xa-mot', 'xa-hai')`);
  s.sql('owner', `INSERT INTO succession_act (happened_on, legal_basis, state, records, new_units, applied_at)
    SELECT '2020-01-01', x, 'applied', jsonb_build_array(jsonb_build_object('from_unit', 'xa-' || x, 'to_unit', 'xa-' || x)), '[]', now()
      FROM unnest('{mot,hai}'::text[]) x`);
  routes = readFileSync(join(ROOT, 'server/routes.def'), 'utf8').split('\n')
    .map((line) => /^(?:DANGEROUS\(\w+, |(?:ROUTE|SLOW|HASH|AT_ONCE|QUERY)\()(\w+), "([^"]+)", (\w+),/.exec(line)).filter(Boolean)
    .map(([, method, path, who]) => ({ method, path, who }));
  seen = await asked();
});
after(() => s?.stop());

// An argument nobody knows stops a request after its `who` and before its work: nothing is written.
async function asked() {
  const at = Object.fromEntries(['-', 'own', 'own-draft', 'own-resident', 'sibling', 'sibling-draft', 'sibling-resident'].map((p) => [p, numbers(p)]));
  const lines = routes.flatMap((route) => places(route).map((place) => ({ ...route, place })));
  for (const line of lines) {
    const path = line.path.replace(/<(\w+)>/g, (_, name) => {
      assert.ok(name in at[line.place], `rights.test.js does not know <${name}> of ${line.path}`);
      return line.path.startsWith('/me/') ? 999_999 : at[line.place][name];
    });
    const query = line.path.startsWith('/coverage') ? COVERAGE(line.place) : line.method === 'GET' ? '' : '?nonsense=1';
    const answers = await Promise.all(COLUMNS.map(async (who) => {
      const call = s.as(who === 'nobody' ? undefined : who)[line.method.toLowerCase()](path + query);
      const { status, text } = await call.reply();
      assert.ok(status < 500, `${line.method} ${path} as ${who} gave ${status}: ${text}`);
      return status === 401 ? 'unauth' : status === 403 ? 'refuse' : 'allow';
    }));
    line.cells = Object.fromEntries(COLUMNS.map((who, i) => [who, answers[i]]));
  }
  return lines;
}

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
  const unit = numbers('own').unit, who = (r) => r.items.map((x) => x.full_name.split(' ').at(-2)).sort().join();
  const sees = { admin: 'dan,nv', programme_office: 'dan,nv', auditor: 'dan,nv', unit_head: 'nv', ward_official: 'dan', community_team: 'dan' };
  for (const list of ['assessments', 'external-completions']) {
    for (const [role, people] of Object.entries(sees)) {
      assert.equal(who(await s.as(role).get(`/units/${unit}/${list}`).expect(200)), people, `${role} ${list}`);
    }
  }
});
