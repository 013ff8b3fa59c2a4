// SPDX-License-Identifier: GPL-3.0-or-later
// A community team goes from door to door: each visit is kept once however often it comes, consent at the door is proved
// by its witness, nobody visits elsewhere.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { world } from './training_world.js';

let w, path;
before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z' });
  path = `/units/${w.unit('bach-sam')}/visits`;
});
after(() => w?.stop());

const text = () => Number(w.sql('owner', "SELECT max(id) AS id FROM consent_text WHERE purpose = 'voluntary_class'")[0].id);
const one = (more) => ({ op: 'a.1', outcome: 'met', visited_at: '2026-09-05T02:00:00Z', person: w.person('giang'), ...more });

test('visits come in any order, again and again, and stand once; a clock that runs ahead is cut', async () => {
  const day = [one(), one({ op: 'a.2', person: null, place: 'Số 12 ngõ 3', outcome: 'no_answer' }),
    one({ op: 'a.3', outcome: 'come_back', come_back_on: '2026-09-08', visited_at: '2027-01-01T00:00:00Z', note: 'bận chợ' })];
  await w.as('team').post(path, day).expect(201, { written: 3 });
  await w.as('team').post(path, [...day].reverse()).expect(201, { written: 0 });
  await w.as('team').get(path).expect(200, { items: [
    { op: 'a.3', outcome: 'come_back', come_back_on: '2026-09-08', visited_at: '2026-09-05T03:00:00Z', full_name: 'Học Viên Mẫu giang', agreed: false },
    { op: 'a.2', outcome: 'no_answer', place: 'Số 12 ngõ 3', person: null }, { op: 'a.1', unit_name: 'Phường Bạch Sam', account: 'team' }] });
  const seen = await w.as('office').get(path).expect(200);
  assert.deepEqual(seen.items.map((v) => v.op), [null, null, null]);
  await w.as('team2').get(path).expect(403);
  await w.as('team2').post(path, [one({ op: 'b.1' })]).expect(403);
});

test('what is wrong is said row by row, and nothing is written', async () => {
  await w.as('team').post(path, [one({ op: 'c.1' }), one({ op: 'c.2', person: w.person('dung') }), one({ op: 'c.3', person: null }),
    one({ op: 'c.1' }), one({ op: 'c.4', come_back_on: '2026-09-04' }), one({ op: 'c.5', consent_text: 999999 })]).expect(422, { errors: [
    { pointer: '/1/person', code: 'person_unknown' }, { pointer: '/2/place', code: 'visit_of_nobody' }, { pointer: '/3/op', code: 'row_twice' },
    { pointer: '/4/come_back_on', code: 'come_back_before_visit' }, { pointer: '/5/consent_text', code: 'consent_text_old' }] });
  assert.deepEqual(w.sql('owner', "SELECT op FROM visit WHERE op LIKE 'c.%'"), []);
});

test('who agrees at the door agreed orally before the team, once; sent again it stays one consent', async () => {
  const visits = [one({ op: 'd.1', consent_text: text() }), one({ op: 'd.2', consent_text: text() })];
  await w.as('team').post(path, visits).expect(201, { written: 2 });
  await w.as('team').post(path, visits).expect(201, { written: 0 });
  assert.deepEqual(w.sql('owner', `SELECT how, witness, given_on::text FROM consent WHERE person_id = ${w.person('giang')}`),
    [{ how: 'oral', witness: 'team', given_on: '2026-09-05' }]);
});
