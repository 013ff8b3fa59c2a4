// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody else's number where one's own belongs: in every body that names a thing, and behind a unit of one's own in
// every path that names two. The list of bodies is the API's own description: a field that names a thing has a try
// here, or a reason why anybody may name it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start } from '../help/cluster.js';
import { ROLES, fill, routes } from './rights_world.js';

const NAMES = new Set(['person', 'people', 'codes', 'unit', 'units', 'class', 'enrolment', 'venue_id', 'trainer', 'ids', 'course', 'lives_in', 'records',
  'new_units', 'tasks', 'plan', 'parent', 'host_unit']);
const SESSION = { date: '2026-12-07', start: '08:00', periods: 4 };
const STAFF = { category: 'civil_servant', valid_from: '2026-01-01' };

// For each field: who tries it, at their own thing, with what of theirs (t) and of others (o). `open`: why anybody may.
const TRIES = {
  'POST /accounts': { person: ['admin', (t, o) => ({ name: 'la.mat', person: o.staff })] },
  'POST /accounts/<id>/grants': { unit: ['admin', (t, o) => ({ role: 'learner', unit: o.unit })] },
  'POST /units/<unit>/affiliations': { person: ['unit_head', (t, o) => ({ person: o.staff, ...STAFF })] },
  'PUT /affiliations/<affiliation>': { person: ['unit_head', (t, o) => ({ person: o.staff, ...STAFF })] },
  'POST /units/<unit>/residences': { person: ['ward_official', (t, o) => ({ person: o.resident, valid_from: '2026-01-01' })] },
  'PUT /residences/<residence>': { person: ['ward_official', (t, o) => ({ person: o.resident, valid_from: '2020-01-01' })] },
  'POST /people': { lives_in: ['community_team', () => ({ full_name: 'Học Viên Mẫu 009', lives_in: 'xa-hai' })] },
  'PUT /people/<person>': { lives_in: ['unit_head', () => ({ full_name: 'Học Viên Mẫu nv mot', lives_in: 'xa-hai' })] },
  'POST /succession-acts': {
    records: ['admin', () => ({ happened_on: '2026-12-01', records: [{ from_unit: 'xa-hai', to_unit: 'xa-mot', kind: 'merge' }] })],
    new_units: ['admin', () => ({ happened_on: '2026-12-01', records: [{ from_unit: 'xa-mot', to_unit: 'xa-ba', kind: 'merge' }],
      new_units: [{ code: 'xa-ba', name: 'Xã ba', kind: 'commune', parent: 'xa-hai' }] })],
  },
  'POST /targets': { plan: 'plans are everybody\'s' }, 'PUT /targets/<target>': { plan: 'plans are everybody\'s' },
  'POST /courses': { tasks: 'tasks are everybody\'s' }, 'PUT /courses/<course>': { tasks: 'tasks are everybody\'s' },
  'POST /classes/<class>/decisions': { enrolment: ['programme_office', (t, o) => [{ enrolment: o.enrolment, state: 'approved' }]] },
  'PUT /classes/<class>/quotas': { unit: 'a class may set seats aside for any unit' },
  'POST /classes/<class>/quotas/proposal': { units: 'a class may set seats aside for any unit' },
  'POST /classes/<class>/sessions': {
    venue_id: 'rooms are lent', trainer: ['programme_office', (t, o) => ({ ...SESSION, trainer: o.resident })],
  },
  'POST /classes/<class>/series': {
    venue_id: 'rooms are lent', trainer: ['programme_office', (t, o) => ({ repeat: 'daily', from: '2026-12-07', count: 1, start: '08:00', periods: 4, trainer: o.resident })],
  },
  'PUT /sessions/<session>': { venue_id: 'rooms are lent', trainer: ['programme_office', (t, o) => ({ ...SESSION, trainer: o.resident, why: 'đổi' })] },
  'POST /enrolments/<enrolment>/substitution': { person: ['unit_head', (t, o) => ({ person: o.staff, why: 'thay' })] },
  'PUT /sessions/<session>/attendance': { person: ['teacher', (t, o) => [{ person: o.staff, status: 'present' }]] },
  'PUT /sessions/<session>/paper': { person: ['teacher', (t, o) => ({ rows: [{ person: o.staff, says: 'signed' }] })] },
  'POST /sessions/<session>/reconciliation/decisions': { person: ['teacher', (t, o) => [{ person: o.staff, status: 'present', why: 'thử' }]] },
  'POST /units/<unit>/assessments': { person: ['programme_office', (t, o) => [{ person: o.staff, scheme: 'it_skills_basic', assessed_on: '2026-01-05', result: 'passed' }]] },
  'POST /units/<unit>/external-completions': {
    person: ['unit_head', (t, o) => [{ person: o.staff, course: t.course, completed_on: '2026-01-05', source: 'nơi khác' }]], course: 'courses are everybody\'s',
  },
  'POST /units/<unit>/assessments/undo': { person: ['programme_office', (t, o) => [{ person: o.staff, scheme: 'it_skills_basic', assessed_on: '2025-05-05', result: 'passed' }]] },
  'POST /units/<unit>/external-completions/undo': {
    person: ['unit_head', (t, o) => [{ person: o.staff, course: t.course, completed_on: '2026-01-05', source: 'nơi khác' }]], course: 'courses are everybody\'s',
  },
  'POST /units/<unit>/external-completions/verify': { ids: ['programme_office', (t, o) => ({ ids: [o.external] })] },
  'POST /units/<unit>/external-completions/unverify': { ids: ['programme_office', (t, o) => ({ ids: [o.external] })] },
  'POST /units/<unit>/classes': { course: 'courses are everybody\'s' },
  'POST /units/<unit>/nominations': {
    class: ['unit_head', (t, o) => ({ class: o.draft, people: [t.staff] })], people: ['unit_head', (t, o) => ({ class: t.class, people: [o.staff] })],
    codes: ['unit_head', (t) => ({ class: t.class, codes: ['nv-hai'] })],
  },
  'POST /units/<unit>/registrations': {
    class: ['ward_official', (t, o) => ({ class: o.draft, people: [t.resident] })], people: ['ward_official', (t, o) => ({ class: t.class, people: [o.resident] })],
    codes: ['ward_official', (t) => ({ class: t.class, codes: ['dan-hai'] })],
  },
  'POST /me/registrations': { class: ['learner', (t, o) => ({ class: o.draft })] },
  'POST /units/<unit>/data-requests': {
    person: ['programme_office', (t, o) => ({ person: o.resident, kind: 'view', channel: 'letter', received_on: '2026-01-05', said: 'xem' })],
  },
  'POST /units/<unit>/breaches': { people: 'a number of people' }, 'PUT /breaches/<breach>': { people: 'a number of people' },
  'POST /units/<unit>/skills': { person: ['community_team', (t, o) => [{ person: o.resident, domain: 'health', observed_on: '2026-01-05', level: 'alone' }]] },
  'POST /units/<unit>/lists': { class: ['unit_head', (t, o) => ({ kind: 'nominations', name: 'a.csv', bytes: 9, class: o.draft })] },
  'PUT /lists/<import>/rows/<row>': { person: ['unit_head', (t, o) => ({ decision: 'person', person: o.staff })] },
  'POST /units/<unit>/visits': { person: ['community_team', (t, o) => [{ person: o.resident, op: 'x', outcome: 'met', visited_at: '2026-01-05T08:00:00Z' }]] },
  'POST /units/<unit>/listed-trainers': { person: ['programme_office', (t, o) => ({ person: o.staff })] }, 'PUT /listed-trainers/<trainer>': { person: 'an edit leaves the person as they are' },
  'POST /feeds': { class: ['unit_head', (t, o) => ({ what: 'class', class: o.draft })], unit: 'time-tables of units are everybody\'s' },
};

let s, at, mine, theirs;
before(async () => {
  s = await start();
  at = await fill(s);
  mine = at.own;
  theirs = { ...at.sibling, draft: at['sibling-draft'].class };
});
after(() => s?.stop());

// Every body of the API with the names of its fields that name a thing.
function bodies() {
  const api = JSON.parse(readFileSync(join(ROOT, 'server/openapi.json'), 'utf8'));
  const whole = (schema) => (schema?.$ref ? whole(api.components.schemas[schema.$ref.split('/').pop()]) : schema);
  return Object.entries(api.paths).flatMap(([path, ops]) => Object.entries(ops).flatMap(([method, op]) => {
    const schema = whole(op.requestBody?.content?.['application/json']?.schema);
    const fields = Object.keys((schema?.type === 'array' ? whole(schema.items) : schema)?.properties ?? {}).filter((f) => NAMES.has(f));
    return fields.length ? [{ route: `${method.toUpperCase()} ${path.replace('/api/v1', '').replace(/\{(\w+)\}/g, '<$1>')}`, fields }] : [];
  }));
}

// What stands of others: a line a record, which no try may change.
const standing = () => s.sql('owner', `SELECT md5(string_agg(x, E'\\n' ORDER BY x)) AS x FROM (
  SELECT 'p' || p FROM person p WHERE code LIKE '%-hai' UNION ALL SELECT 'a' || a FROM affiliation a JOIN person p ON p.id = a.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 'r' || r FROM residence r JOIN person p ON p.id = r.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 'e' || e FROM enrolment e JOIN person p ON p.id = e.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 'm' || m FROM attendance m JOIN person p ON p.id = m.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 's' || x FROM assessment x JOIN person p ON p.id = x.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 'c' || x FROM external_completion x JOIN person p ON p.id = x.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 'k' || x FROM skill x JOIN person p ON p.id = x.person_id WHERE p.code LIKE '%-hai'
  UNION ALL SELECT 'u' || v FROM unit_version v JOIN unit u ON u.id = v.unit_id WHERE u.code LIKE '%-hai'
  UNION ALL SELECT 't' || t FROM session t JOIN class c ON c.id = t.class_id WHERE c.code LIKE '%-hai'
  UNION ALL SELECT 'h' || h FROM headcount h JOIN unit u ON u.id = h.unit_id WHERE u.code LIKE '%-hai'
  UNION ALL SELECT 'g' || g FROM role_grant g JOIN unit u ON u.id = g.unit_id WHERE u.code LIKE '%-hai') AS n(x)`)[0].x;

test('every field of a body that names a thing has its try, or a reason', () => {
  const missing = bodies().flatMap(({ route, fields }) => fields.filter((f) => !TRIES[route]?.[f]).map((f) => `${route}: ${f}`));
  assert.deepEqual(missing, []);
});

test('no body does anything to, or tells of, somebody else\'s', async () => {
  const wrong = [], before = standing();
  for (const [route, fields] of Object.entries(TRIES)) {
    for (const [field, tried] of Object.entries(fields).filter(([, t]) => Array.isArray(t))) {
      const [who, body] = tried, [method, path] = route.split(' ');
      const call = s.as(who)[method.toLowerCase()](path.replace(/<(\w+)>/g, (_, n) => mine[n]), body(mine, theirs));
      if (method === 'PUT') call.with('If-Match', '*');
      const { status, text } = await call.reply();
      // A PUT leaves out what the path has said: it may go through, and then changed nothing of theirs.
      if (status >= 500 || (status < 400 && !(method === 'PUT' && ['person', 'lives_in'].includes(field)) || /Học Viên Mẫu \w+ hai/.test(text))) wrong.push(`${route} ${field} as ${who}: ${status} ${text.slice(0, 300)}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal(standing(), before);
});

test('behind a unit of one\'s own, somebody else\'s record is not there', async () => {
  const wrong = [], before = standing();
  const nested = routes.filter((r) => /^\/units\/<unit>\/.*<(?!indicator)\w+>/.test(r.path));
  assert.ok(nested.length >= 4);
  for (const { method, path } of nested) {
    const at = path.replace('<unit>', mine.unit).replace(/<(\w+)>/g, (_, n) => theirs[n]);
    for (const who of ROLES) {
      const { status } = await s.as(who)[method.toLowerCase()](`${at}?why=${encodeURIComponent('thử xem')}`).reply();
      if (![403, 404].includes(status)) wrong.push(`${method} ${path} as ${who}: ${status}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.equal(standing(), before);
});
