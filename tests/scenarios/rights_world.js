// SPDX-License-Identifier: GPL-3.0-or-later
// The small world in which rights are tried: a commune, the one beside it, the province above, a group below, and a
// commune that was there once and is gone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../help/cluster.js';
import { given } from '../help/given.js';

// Each role holds over xa-mot. `teacher` has no role: the time-table names them; `sent` is who sits in the class.
export const ROLES = ['admin', 'programme_office', 'unit_head', 'trainer', 'ward_official', 'community_team', 'learner', 'auditor'];
export const COLUMNS = [...ROLES, 'teacher', 'sent', 'nobody'];

// Where a thing lies, seen from xa-mot, and the ending of all codes there.
const WHERE = { own: 'mot', sibling: 'hai', parent: 'tinh', child: 'con', deleted: 'bo' };
const ENDS = Object.values(WHERE);
const TERRITORY = { mot: 'xa-mot', hai: 'xa-hai', tinh: 'tinh-mau', con: 'to-con', bo: 'xa-bo' };
// Nobody over xa-mot may learn of these people; trainers' names stand in every time-table.
export const FOREIGN = /\b(nv|dan)[ -](hai|tinh|bo)\b/;

const each = (make) => ENDS.flatMap((x) => make(x));
const territory = (x) => (x === 'tinh' ? { code: 'tinh-mau', name: 'Tỉnh Mẫu', kind: 'province' }
  : { code: TERRITORY[x], name: `Xã ${x}`, kind: x === 'con' ? 'residential_group' : 'commune', parent: x === 'con' ? 'xa-mot' : 'tinh-mau' });
const BODY = { tinh: 'province_committee', con: 'public_service_unit' };
const WORLD = {
  units: [...['tinh', 'mot', 'hai', 'bo', 'con'].map(territory),
    ...each((x) => [{ code: `ubnd-${x}`, name: `Cơ quan ${x}`, kind: BODY[x] ?? 'commune_committee', parent: TERRITORY[x] }])],
  people: each((x) => ['nv', 'dan', 'gv'].map((who) => ({ person: `${who}-${x}`, full_name: `Học Viên Mẫu ${who} ${x}` }))),
  affiliations: each((x) => ['nv', 'gv'].map((who) => ({ person: `${who}-${x}`, unit: `ubnd-${x}`, category: 'civil_servant', valid_from: '2020-01-01' }))),
  // Nobody lives in a province itself.
  residences: each((x) => [{ person: `dan-${x}`, unit: x === 'tinh' ? 'xa-hai' : TERRITORY[x], valid_from: '2020-01-01' }]),
  plans: [{ plan: 'mau', title: 'Kế hoạch mẫu', issuer: 'tinh-mau' }],
  courses: [{ code: 'khoa-mau', title: 'Khóa mẫu', topics: 'digital_skills', attendance_percent: 80, periods: 4 }],
  classes: each((x) => [['lop', 'open'], ['nhap', 'draft']].map(([c, state]) =>
    ({ code: `${c}-${x}`, course: 'khoa-mau', host_unit: TERRITORY[x], title: `Lớp ${c} ${x}`, capacity: 10, state }))),
  sessions: each((x) => ['lop', 'nhap'].map((c, i) =>
    ({ class: `${c}-${x}`, number: 1, date: `2026-0${i + 1}-05`, start: '08:00', periods: 4, trainer: `gv-${x}` }))),
  enrolments: each((x) => ['lop', 'nhap'].map((c) => ({ class: `${c}-${x}`, person: `nv-${x}`, nominated_by: `ubnd-${x}`, state: 'approved' }))),
  attendance: each((x) => [{ class: `lop-${x}`, session: 1, person: `nv-${x}`, status: 'present' }]),
  external_completions: each((x) => ['nv', 'dan'].map((who) => ({ person: `${who}-${x}`, course: 'khoa-mau', completed_on: '2025-05-05', source: 'nơi khác', verified: 'false' }))),
  assessments: each((x) => ['nv', 'dan'].map((who) => ({ person: `${who}-${x}`, scheme: 'it_skills_basic', assessed_on: '2025-05-05', result: 'passed' }))),
  skills: each((x) => [{ person: `dan-${x}`, domain: 'health', observed_on: '2025-05-05', observer: 'tổ', level: 'knows' }]),
  headcounts: each((x) => [{ unit: TERRITORY[x], title: 'Ngày hội', date: '2025-10-10', count: 100 }]),
  accounts: {
    ...Object.fromEntries(ROLES.map((role) => [role, role === 'community_team' ? [] : [`${role} xa-mot`]])), teacher: { person: 'gv-mot' }, sent: { person: 'nv-mot' },
    ...Object.fromEntries(ENDS.map((x) => [`giu-${x}`, [`learner ${TERRITORY[x]}`]])),
  },
};

// The numbers that stand for each <name> of a path in a place.
function numbersIn(s, place) {
  const x = WHERE[place.split('-')[0]];
  const number = (query) => Number(s.sql('owner', query)[0]?.id ?? 999_999);
  const coded = (table, code) => number(`SELECT id FROM ${table} WHERE code = '${code}'`);
  const of = (table, where) => number(`SELECT id FROM ${table} WHERE ${where} ORDER BY 1 LIMIT 1`);
  const klass = coded('class', `${place.endsWith('draft') ? 'nhap' : 'lop'}-${x}`), unit = coded('unit', TERRITORY[x]);
  const person = coded('person', `${place.endsWith('resident') ? 'dan' : 'nv'}-${x}`), account = number(`SELECT id FROM account WHERE name = 'giu-${x}'`);
  const staff = coded('person', `nv-${x}`), resident = coded('person', `dan-${x}`);
  return {
    unit, person, class: klass, id: account, account, grant: of('role_grant', `account_id = ${account}`), staff, resident,
    session: of('session', `class_id = ${klass}`), enrolment: of('enrolment', `class_id = ${klass}`),
    affiliation: of('affiliation', `person_id = ${staff}`), residence: of('residence', `person_id = ${resident}`),
    venue: of('venue', `unit_id = ${unit}`), trainer: of('trainer', `unit_id = ${unit}`), act: of('succession_act', `legal_basis = '${x}'`), course: coded('course', 'khoa-mau'), plan: coded('plan', 'mau'),
    task: of('task', 'true'), target: coded('target', 'T1'), indicator: of('indicator', 'true'), material: 999_999, token: 999_999, feed: 999_999, filter: 999_999, secret: 'x'.repeat(43),
    assessment: of('assessment', `person_id = ${staff}`), external: of('external_completion', `person_id = ${staff}`),
    skill: of('skill', `person_id = ${resident}`), headcount: of('headcount', `unit_id = ${unit}`),
    consent: of('consent', `person_id = ${resident}`), request: of('data_request', `unit_id = ${unit}`), breach: of('breach', `unit_id = ${unit}`),
    proposal: of('retention_proposal', `unit_id = ${unit}`), import: of('list_import', `unit_id = ${unit}`), export: of('list_export', `unit_id = ${unit}`), part: 1, scan: of('scan', `class_id = ${klass}`), row: 1, certificate: of('certificate', `class_id = ${klass}`), serial: 'x'.repeat(43), batch: 999_999,
  };
}

const PLACES = Object.keys(WHERE);
const VARIANTS = ['-', ...PLACES, 'own-draft', 'own-resident', 'sibling-draft', 'sibling-resident'];

// In which places a route is tried: what a place means depends on what its path names.
export function places({ path }) {
  if (path.startsWith('/me/') || !/<|^\/coverage/.test(path)) return ['-'];
  if (/<person>/.test(path) || path === '/coverage/people') return ['own', 'own-resident', 'sibling', 'sibling-resident', 'parent', 'child', 'deleted'];
  if (/<(class|session|enrolment|certificate|scan)>/.test(path)) return ['own', 'own-draft', 'sibling', 'sibling-draft', 'parent', 'child', 'deleted'];
  return /<(unit|id|grant|affiliation|residence|venue|trainer|act|consent|request|breach|proposal|import|export)>/.test(path) || path.startsWith('/coverage') ? PLACES : ['-'];
}

export const routes = readFileSync(join(ROOT, 'server/routes.def'), 'utf8').split('\n')
  .map((line) => /^(?:DANGEROUS\(\w+, |(?:ROUTE|SLOW|HASH|AT_ONCE|QUERY)\()(\w+), "([^"]+)", (\w+),/.exec(line)).filter(Boolean)
  .map(([, method, path, who]) => ({ method, path, who }));

const GONE = ['trainer WHERE unit_id IN (SELECT id FROM unit WHERE code = \'xa-bo\')', 'certificate WHERE class_id IN (SELECT id FROM class WHERE code LIKE \'%-bo\')', 'role_grant WHERE account_id IN (SELECT id FROM account WHERE name = \'giu-bo\')', 'account WHERE name = \'giu-bo\'',
  'enrolment WHERE class_id IN (SELECT id FROM class WHERE code LIKE \'%-bo\')', 'attendance WHERE class_id IN (SELECT id FROM class WHERE code LIKE \'%-bo\')',
  'class WHERE code LIKE \'%-bo\'', 'person WHERE code LIKE \'%-bo\'', 'venue WHERE unit_id IN (SELECT id FROM unit WHERE code = \'xa-bo\')',
  'headcount WHERE unit_id IN (SELECT id FROM unit WHERE code = \'xa-bo\')', 'succession_act WHERE legal_basis = \'bo\'',
  ...['data_request', 'breach', 'retention_proposal'].map((table) => `${table} WHERE unit_id IN (SELECT id FROM unit WHERE code = 'xa-bo')`),
  'unit WHERE code = \'ubnd-bo\'', 'unit WHERE code = \'xa-bo\''];

// Fills a server with the world; gives the numbers of every place.
export async function fill(s) {
  await given(s, WORLD);
  // A team over a commune with groups is given no more; over it the role is tried like the others.
  s.sql('owner', `INSERT INTO role_grant (account_id, role, unit_id, valid, given_at) SELECT a.id, 'community_team', u.id, '[2020-01-01,)', now()
    FROM account a, unit u WHERE a.name = 'community_team' AND u.code = 'xa-mot'`);
  s.sql('owner', `INSERT INTO venue (unit_id, name) SELECT id, 'Hội trường ' || code FROM unit WHERE code IN ('${Object.values(TERRITORY).join("','")}')`);
  s.sql('owner', `INSERT INTO trainer (unit_id, person_id, valid) SELECT u.id, p.id, '[2020-01-01,)' FROM unnest('{${ENDS}}'::text[], '{${ENDS.map((x) => TERRITORY[x])}}'::text[]) AS n(x, u)
    JOIN unit u ON u.code = n.u JOIN person p ON p.code = 'gv-' || n.x`);
  s.sql('owner', `INSERT INTO succession_act (happened_on, legal_basis, state, records, new_units, applied_at)
    SELECT '2020-01-01', x, 'applied', jsonb_build_array(jsonb_build_object('from_unit', u, 'to_unit', u)), '[]', now()
      FROM unnest('{${ENDS}}'::text[], '{${ENDS.map((x) => TERRITORY[x])}}'::text[]) AS n(x, u)`);
  s.sql('owner', `INSERT INTO consent (person_id, text_id, purpose, given_on, how, entered_by, entered_at)
    SELECT p.id, t.id, t.purpose, '2026-01-01', 'paper', 1, now() FROM person p, consent_text t WHERE p.code LIKE 'dan-%';
    INSERT INTO data_request (unit_id, kind, channel, received_on, said, reply_due, due, entered_at)
    SELECT id, 'view', 'letter', '2026-01-01', 'x', '2026-01-05', '2026-01-11', now() FROM unit WHERE code IN ('${Object.values(TERRITORY).join("','")}');
    INSERT INTO breach (unit_id, discovered_at, what, whom, entered_by, entered_at)
    SELECT unit_id, '2026-01-01', 'x', 'x', 1, now() FROM data_request;
    INSERT INTO retention_proposal (kind, unit_id, proposed_on, items) SELECT 'resident', unit_id, '2026-01-01', 0 FROM data_request;
    UPDATE class SET voluntary = true WHERE code LIKE 'lop-%';
    INSERT INTO certificate (unit_id, year, number, serial, person_id, class_id, office, title, holder, words, course, signer, completed_on, issued_on, issued_by, key, signature)
    SELECT c.host_unit_id, 2026, c.id, 'hc_' || c.code, e.person_id, c.id, 'CƠ QUAN MẪU', 'GIẤY CHỨNG NHẬN', p.full_name, 'x', 'Khóa mẫu', 'CHỦ TỊCH', '2026-01-05', '2026-01-06', 1, 'x', 'x'
      FROM class c JOIN enrolment e ON e.class_id = c.id JOIN person p ON p.id = e.person_id`);
  s.sql('owner', `INSERT INTO list_import (kind, unit_id, account_id, name, bytes, state, created_at, changed_at)
    SELECT 'people', u.id, a.id, 'danh-sach.xlsx', 9, 'ready', now(), now() FROM unnest('{${ENDS}}'::text[], '{${ENDS.map((x) => TERRITORY[x])}}'::text[]) AS n(x, u)
      JOIN unit u ON u.code = n.u JOIN account a ON a.name = CASE WHEN n.x IN ('mot', 'con') THEN 'unit_head' ELSE 'giu-' || n.x END;
    INSERT INTO list_row (import_id, row, cells_sealed) SELECT id, 1, '' FROM list_import;
    INSERT INTO list_export (account_id, unit_id, list, address, format, language, name, asked_at)
    SELECT account_id, unit_id, 'people', '/people', 'csv', 'vi', 'danh-sach.csv', now() FROM list_import;
    INSERT INTO scan (session_id, class_id, name, bytes, digest, account_id, begun_at)
    SELECT id, class_id, 'to.jpg', 9, repeat('0', 64), 0, now() FROM session`);
  const at = Object.fromEntries(VARIANTS.map((p) => [p, numbersIn(s, p === '-' ? 'own' : p)]));
  s.sql('owner', `BEGIN; ${GONE.map((rows) => `DELETE FROM ${rows};`).join(' ')} SELECT unit_renumber(); COMMIT;`);
  assert.equal(Object.values(at.deleted).filter((n) => n === 999_999).length, 5, 'what is gone was there');
  return at;
}

const COVERAGE = (place) => `?target=${place.endsWith('resident') ? 'T3' : 'T1'}&unit=${TERRITORY[WHERE[place.split('-')[0]]]}&as_of=2025-12-31`;

// A route's address in a place. An argument nobody knows stops what is no GET after its `who` and before its work:
// nothing is written.
export function address(line, at) {
  const path = line.path.replace(/<(\w+)>/g, (_, name) => {
    assert.ok(name in at[line.place], `rights_world.js does not know <${name}> of ${line.path}`);
    return line.path.startsWith('/me/') ? 999_999 : at[line.place][name];
  });
  return path + (line.path.startsWith('/coverage') ? COVERAGE(line.place) : line.method === 'GET' ? '' : '?nonsense=1');
}

// Every route in every place by every column: { line, who, status, text } to `see`.
export async function everywhere(as, at, see, wanted = () => true) {
  const lines = routes.filter(wanted).flatMap((route) => places(route).map((place) => ({ ...route, place })));
  for (const line of lines) {
    const path = address(line, at);
    await Promise.all(COLUMNS.map(async (who) => {
      const { status, text } = await as(who === 'nobody' ? undefined : who)[line.method.toLowerCase()](path).reply();
      assert.ok(status < 500, `${line.method} ${path} as ${who} gave ${status}: ${text}`);
      see(line, who, status, text);
    }));
  }
  return lines;
}
