// SPDX-License-Identifier: GPL-3.0-or-later
// Reorganisations other than the merge of two: to another parent, into a unit that stays, of some groups, of plans
// and figures; and two at once.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { hocvud, start, temporary } from '../help/cluster.js';
import { given } from '../help/given.js';

const DAY = '2026-03-01', BEFORE = '2026-02-28';
const unit = (code, kind, parent) => ({ code, valid_from: '2020-01-01', name: `Đơn vị ${code}`, kind, parent });
const people = ['a1', 'a2', 'b1', 'r1', 'r2', 'r3', 'r4', 'r5'].map((p) => ({
  person: `m-${p}`, full_name: `Học Viên Mẫu ${p}`, birth_date: '1990-01-01', sex: 'male' }));
const works = (person, at, more) => ({ person: `m-${person}`, unit: at, valid_from: '2020-01-01', category: 'civil_servant', ...more });
const lives = (person, at) => ({ person: `m-${person}`, unit: at, valid_from: '2020-01-01' });
const counted = (code, count) => ({ unit: code, base: 'working_age', definition: 'labour_code', as_of: '2025-12-31', count, source: 'mẫu' });
const task = (plan, section, lead, coordinators = '', more = {}) => ({ plan, section, title: 'Việc mẫu', lead, coordinators, recurrence: 'ongoing', ...more });

let s;
before(async () => {
  s = await start();
  await given(s, {
    units: [unit('m-tinh', 'province'), unit('m-x', 'town', 'm-tinh'), unit('m-y', 'town', 'm-tinh'),
      unit('m-a', 'commune', 'm-x'), unit('m-b', 'commune', 'm-x'), unit('m-c', 'commune', 'm-y'),
      unit('ub-ma', 'commune_committee', 'm-a'), unit('ub-mb', 'commune_committee', 'm-b'), unit('ub-mc', 'commune_committee', 'm-c'),
      unit('ma-1', 'residential_group', 'm-a'), unit('ma-2', 'residential_group', 'm-a')],
    people,
    affiliations: [works('a1', 'ub-ma', { dedicated_it: 'true' }), works('a2', 'ub-ma'), works('b1', 'ub-mb'),
      works('a2', 'ub-mb', { valid_from: '2024-01-01' })],
    residences: [lives('r1', 'm-a'), lives('r2', 'ma-1'), lives('r3', 'ma-2'), lives('r4', 'm-b'), lives('r5', 'm-c')],
    populations: [counted('m-a', 100), counted('m-b', 50), counted('m-c', 30)],
    plans: [{ plan: 'm-con', title: 'Kế hoạch còn chạy', issuer: 'ub-ma', period_from: '2025-01-01', period_to: '2030-12-31' },
      { plan: 'm-het', title: 'Kế hoạch đã hết', issuer: 'ub-ma', period_from: '2024-01-01', period_to: '2025-12-31' }],
    tasks: [task('m-con', '1', 'ub-ma', 'ub-mb;Đoàn thanh niên'), task('m-con', '2', 'ub-mc', 'ub-ma;ub-mb;ub-mc'), task('m-con', '3', 'Công chức Văn hóa', ''),
      task('m-con', '4', 'ub-ma', '', { recurrence: 'once', due_on: '2025-12-31' }), task('m-het', '1', 'ub-ma')],
    courses: [{ code: 'm-khoa', title: 'Khóa M', topics: 'digital_skills', attendance_percent: 50, periods: 4, modality: 'online' }],
    classes: [{ code: 'm-mo', course: 'm-khoa', host_unit: 'ub-ma', title: 'Lớp mở', state: 'open', capacity: 20 },
      { code: 'm-khac', course: 'm-khoa', host_unit: 'm-tinh', title: 'Lớp của tỉnh', state: 'open', capacity: 20 }],
    sessions: [{ class: 'm-mo', number: 1, date: '2026-05-05', start: '08:00', periods: 4 }],
    enrolments: [{ class: 'm-khac', person: 'm-a1', nominated_by: 'ub-ma', state: 'approved' }],
    accounts: { root: ['admin m-tinh'] },
  });
  s.sql('owner', `INSERT INTO quota (class_id, unit_id, seats, origin, returned_on) SELECT c.id, u.id, q.seats, q.origin, q.back
    FROM (VALUES ('ub-ma', 3, 'given', NULL::date), ('ub-mb', 2, 'proposed', '2026-01-01')) q(unit, seats, origin, back)
    JOIN unit u ON u.code = q.unit JOIN class c ON c.code = 'm-khac'`);
});
after(() => s?.stop());

const act = (asked) => s.as('root').post('/succession-acts', { happened_on: DAY, rehearse: false, ...asked });
const undo = (done) => s.as('root').post(`/succession-acts/${done.id}/undo`);
function exported() {
  const folder = join(mkdtempSync(join(temporary(), 'moves.')), 'out');
  const r = hocvud('export', folder, '--numbers', '--why', 'thử xuất rồi nhập lại', '--data', s.data);
  assert.equal(r.code, 0, r.out + r.err);
  return Object.fromEntries(readdirSync(folder).sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}
const quotas = () => s.sql('owner', `SELECT u.code, q.seats, q.origin, q.returned_on FROM quota q JOIN unit u ON u.id = q.unit_id ORDER BY 1`);
const whole = () => ({ ...exported(), quotas: quotas(), tree: s.sql('owner', 'SELECT code, lo, hi FROM unit ORDER BY code') });
const cover = (target, at, day, boundaries) => s.as('root')
  .get(`/coverage?target=${target}&unit=${at}&as_of=${day}${boundaries ? `&boundaries=${boundaries}` : ''}`).expect(200);
const verified = (day) => assert.equal(s.hocvud('verify', '--as-of', day).code, 0);
const into = { records: [{ from_unit: 'm-a', to_unit: 'm-b', kind: 'merge' }, { from_unit: 'ub-ma', to_unit: 'ub-mb', kind: 'merge' }] };

test('a ward goes to another town: it keeps its people, all below it follows, and both towns count it on their days', async () => {
  const was = whole();
  const done = await act({ records: [{ from_unit: 'm-a', to_unit: 'm-a', kind: 'move' }],
    new_units: [{ code: 'm-a', name: 'Đơn vị m-a', kind: 'commune', parent: 'm-y' }] }).expect(201);
  const now = whole();
  assert.match(now['units.csv'], /^m-a,2020-01-01,2026-02-28,.*,m-x,\nm-a,2026-03-01,,.*,m-y,$/m);
  assert.match(now['units.csv'], /^ub-ma,2020-01-01,,/m);
  assert.match(now['successions.csv'], /^2026-03-01,m-a,m-a,move,,$/m);
  for (const file of ['affiliations.csv', 'residences.csv', 'classes.csv', 'tasks.csv', 'plans.csv']) assert.equal(now[file], was[file], file);
  const told = async (day, boundaries) => Promise.all(['m-x', 'm-y'].map(async (town) => {
    const [t1, t3] = [await cover('T1', town, day, boundaries), await cover('T3', town, day, boundaries)];
    return [t1.denominator, t3.denominator, t3.unplaced];
  }));
  const old = [[3, 150, 0], [0, 30, 0]], moved = [[2, 50, 0], [2, 130, 0]];
  assert.deepEqual([await told(BEFORE), await told(DAY)], [old, moved]);
  assert.deepEqual([await told(BEFORE, DAY), await told(DAY, BEFORE)], [moved, old]);
  verified(DAY);
  await undo(done).expect(200);
  assert.deepEqual(whole(), was);
});

test('a ward merges into one that stays: who works in both is one, quotas add up, plans and tasks not over go along', async () => {
  const was = whole();
  const done = await act(into).expect(201);
  const now = whole();
  assert.match(now['units.csv'], /^m-a,2020-01-01,2026-02-28,.*\nm-b,2020-01-01,,/m);
  assert.match(now['units.csv'], /^ma-1,2020-01-01,2026-02-28,.*,m-a,\nma-1,2026-03-01,,.*,m-b,$/m);
  assert.match(now['affiliations.csv'], /^m-a2,ub-ma,2020-01-01,2026-02-28,.*\nm-a2,ub-mb,2024-01-01,,.*$/m);
  assert.match(now['residences.csv'], /^m-r1,2020-01-01,2026-02-28,m-a\nm-r1,2026-03-01,,m-b$/m);
  assert.match(now['classes.csv'], /^m-mo,m-khoa,ub-mb,/m);
  assert.match(now['enrolments.csv'], /^m-khac,m-a1,ub-mb,approved$/m);
  assert.deepEqual(now.quotas, [{ code: 'ub-mb', seats: 5, origin: 'given', returned_on: null }]);
  assert.match(now['plans.csv'], /^m-con,,,ub-mb,/m);
  assert.match(now['plans.csv'], /^m-het,,,ub-ma,/m);
  const tasks = now['tasks.csv'].split('\n').filter((line) => /^m-(con|het),/.test(line));
  assert.deepEqual(tasks.map((line) => line.split(',').slice(3, 5)), [['ub-mb', 'ub-mb;Đoàn thanh niên'], ['ub-mc', 'ub-mb;ub-mc'],
    ['Công chức Văn hóa', ''], ['ub-ma', ''], ['ub-ma', '']]);
  // m-b is itself in both borders: the ward it took in has back what lives in its groups.
  const who = async (at, day, boundaries) => (await s.as('root').get(`/coverage/people?target=T3&unit=${at}&as_of=${day}&state=missing&boundaries=${boundaries}`)
    .expect(200)).items.map((p) => p.person).join();
  const t3 = await cover('T3', 'm-b', DAY);
  assert.deepEqual([t3.denominator, t3.denominator_source], [4, 'register']);
  assert.deepEqual([await who('m-b', BEFORE, DAY), await who('m-a', DAY, BEFORE), await who('m-b', DAY, BEFORE)],
    ['m-r1,m-r2,m-r3,m-r4', 'm-r2,m-r3', 'm-r1,m-r4']);
  verified(DAY);
  await undo(done).expect(200);
  assert.deepEqual(whole(), was);
});

test('no day is lost or held twice when somebody works in both, or begins later', async () => {
  const at = (code) => s.sql('owner', `SELECT id FROM unit WHERE code = '${code}'`)[0].id;
  const person = s.sql('owner', `SELECT id FROM person WHERE code = 'm-b1'`)[0].id;
  const place = (unit_, from, to) => s.sql('owner', `INSERT INTO affiliation (person_id, unit_id, valid, category, position)
    VALUES (${person}, ${at(unit_)}, daterange('${from}', ${to ? `'${to}'` : 'NULL'}, '[]'), 'civil_servant', '${unit_}')`);
  s.sql('owner', `DELETE FROM affiliation WHERE person_id = ${person}`);
  place('ub-ma', '2020-01-01', '2026-04-30');
  place('ub-ma', '2026-07-01');
  place('ub-mb', '2026-04-01', '2026-07-31');
  s.sql('owner', `INSERT INTO role_grant (account_id, role, unit_id, valid, given_at) SELECT a.id, 'unit_head', u.id, v.valid, now()
    FROM account a, unit u, (VALUES ('ub-ma', daterange('2026-06-01', NULL)), ('ub-mb', daterange('2020-01-01', NULL))) v(code, valid)
    WHERE a.name = 'root' AND u.code = v.code`);
  const was = whole();
  const done = await act(into).expect(201);
  assert.deepEqual(exported()['affiliations.csv'].split('\n').filter((line) => line.startsWith('m-b1,')).map((line) => line.split(',').slice(1, 4).join()),
    ['ub-ma,2020-01-01,2026-02-28', 'ub-mb,2026-03-01,2026-03-31', 'ub-mb,2026-04-01,2026-07-31', 'ub-mb,2026-08-01,']);
  await undo(done).expect(200);
  assert.deepEqual(whole(), was);
  s.sql('owner', `DELETE FROM affiliation WHERE person_id = ${person} AND unit_id = ${at('ub-ma')}; DELETE FROM role_grant WHERE role = 'unit_head'`);
});

test('before and after are what coverage answers, with the figures of territories', async () => {
  const asked = { records: [{ from_unit: 'm-a', to_unit: 'm-n', kind: 'merge' }, { from_unit: 'm-b', to_unit: 'm-n', kind: 'merge' },
    { from_unit: 'ub-ma', to_unit: 'ub-mn', kind: 'merge' }, { from_unit: 'ub-mb', to_unit: 'ub-mn', kind: 'merge' }],
    new_units: [{ code: 'm-n', name: 'Xã N', kind: 'commune', parent: 'm-x' }, { code: 'ub-mn', name: 'UBND xã N', kind: 'commune_committee', parent: 'm-n' }] };
  const said = await act({ ...asked, rehearse: true }).expect(200);
  const done = await act(asked).expect(201);
  assert.deepEqual(said.targets, done.targets);
  const row = (at, target) => done.targets.filter((t) => t.unit === at && t.target === target && (t.segment ?? 'S1') === 'S1')
    .map((t) => [t.numerator_before, t.denominator_before, t.numerator_after, t.denominator_after])[0];
  assert.deepEqual([row('m-a', 'T3'), row('m-b', 'T3'), row('m-n', 'T3')], [[0, 100, null, null], [0, 50, null, null], [null, null, 0, 150]]);
  for (const t of done.targets.filter((x) => x.unit !== 'm-tinh')) {
    for (const [day, numerator, denominator] of [[BEFORE, t.numerator_before, t.denominator_before], [DAY, t.numerator_after, t.denominator_after]]) {
      const a = await s.as('root').get(`/coverage?target=${t.target}&unit=${t.unit}&as_of=${day}${t.segment ? `&segment=${t.segment}` : ''}`).expect(200);
      if (numerator === null) assert.deepEqual(a.flags, ['not_valid'], `${t.target} ${t.unit} ${day}`);
      else assert.deepEqual([a.numerator, a.denominator], [numerator, denominator], `${t.target} ${t.unit} ${day}`);
    }
  }
  assert.equal((await cover('T3', 'm-n', DAY)).denominator_source, 'predecessors');
  await undo(done).expect(200);
});

test('one group leaves: its residents count there from the day, in old borders where they were', async () => {
  const was = whole();
  const done = await act({ records: [{ from_unit: 'm-a', to_unit: 'm-c', kind: 'split', groups: ['ma-2'] }] }).expect(201);
  const told = async (day, boundaries) => Promise.all(['m-a', 'm-c', 'ma-2'].map(async (at) => {
    const [figure, who] = [await cover('T3', at, day, boundaries), await s.as('root')
      .get(`/coverage/people?target=T3&unit=${at}&as_of=${day}&state=missing${boundaries ? `&boundaries=${boundaries}` : ''}`).expect(200)];
    return [figure.unplaced, who.items.map((p) => p.person).join()];
  }));
  const old = [[0, 'm-r1,m-r2,m-r3'], [0, 'm-r5'], [0, 'm-r3']], now = [[0, 'm-r1,m-r2'], [0, 'm-r3,m-r5'], [0, 'm-r3']];
  assert.deepEqual([await told(BEFORE), await told(DAY), await told(DAY, BEFORE), await told(BEFORE, DAY)], [old, now, old, now]);
  assert.deepEqual([(await cover('T3', 'm-a', BEFORE)).denominator, (await cover('T3', 'm-a', DAY)).denominator], [100, 2]);
  verified(DAY);
  await undo(done).expect(200);
  assert.deepEqual(whole(), was);
});

test('two at once: one after the other, each whole or refused whole', async () => {
  const was = whole();
  const same = await Promise.all([1, 2, 3, 4].map(() => act(into).reply()));
  assert.deepEqual(same.map((r) => r.status).sort(), [201, 409, 409, 409]);
  assert.deepEqual(new Set(same.filter((r) => r.status === 409).map((r) => r.body.code)), new Set(['succession_already_recorded']));
  await undo(same.find((r) => r.status === 201).body).expect(200);
  assert.deepEqual(whole(), was);

  // Both want what m-a holds: whoever comes second finds it gone.
  const rival = { records: [{ from_unit: 'm-a', to_unit: 'm-c', kind: 'merge' }, { from_unit: 'ub-ma', to_unit: 'ub-mc', kind: 'merge' }] };
  const both = await Promise.all([act(into).reply(), act(rival).reply()]);
  assert.deepEqual(both.map((r) => r.status).sort(), [201, 422]);
  assert.equal(both.find((r) => r.status === 422).body.code, 'succession_unit_not_valid');
  const won = both[0].status === 201 ? 'ub-mb' : 'ub-mc';
  const now = whole();
  assert.match(now['affiliations.csv'], new RegExp(`^m-a1,${won},2026-03-01,`, 'm'));
  assert.equal(now['successions.csv'].split('\n').filter((line) => /,(ub-)?m-?a,/.test(line)).length, 2);
  assert.equal(now['affiliations.csv'].split('\n').filter((line) => line.startsWith('m-a1,')).length, 2);
  await undo(both.find((r) => r.status === 201).body).expect(200);
  assert.deepEqual(whole(), was);

  // Those that have nothing to do with each other are both done, and undone in the other order.
  const apart = await Promise.all([act({ records: [{ from_unit: 'ub-mc', to_unit: 'ub-mc2', kind: 'rename' }],
    new_units: [{ code: 'ub-mc2', name: 'UBND C2', kind: 'commune_committee', parent: 'm-c' }] }).expect(201), act(into).expect(201)]);
  verified(DAY);
  // A task that both of them gave to others goes back the way it came: the later one is undone first.
  const [early, late] = apart.sort((a, b) => a.id - b.id);
  await undo(early).expect(409, { code: 'succession_changed_since' });
  await undo(late).expect(200);
  await undo(early).expect(200);
  assert.deepEqual(whole(), was);
  const once = await act(into).expect(201);
  const turned = await Promise.all([undo(once).reply(), undo(once).reply()]);
  assert.deepEqual(turned.map((r) => r.status).sort(), [200, 409]);
});

test('while people are changed, a reorganisation is whole: what it moved is moved once', async () => {
  const [row] = s.sql('owner', `SELECT a.id, a.version FROM affiliation a JOIN person p ON p.id = a.person_id WHERE p.code = 'm-a1'`);
  const edit = (i) => s.as('root').put(`/affiliations/${row.id}`, { category: 'civil_servant', position: `Chức vụ ${i}`, dedicated_it: true,
    valid_from: '2020-01-01' }).with('If-Match', `"v${row.version}"`).reply();
  const answers = await Promise.all([edit(0), act(into).reply(), ...[1, 2, 3].map(edit)]);
  assert.deepEqual(answers.filter((r) => ![200, 201, 412].includes(r.status)).map((r) => r.text), []);
  assert.equal(answers[1].status, 201);
  const lines = exported()['affiliations.csv'].split('\n').filter((line) => line.startsWith('m-a1,'));
  assert.match(lines.join('\n'), /^m-a1,ub-ma,2020-01-01,(2026-02-28)?,.*(\nm-a1,ub-mb,2026-03-01,,.*)?$/);
  verified(DAY);
});
