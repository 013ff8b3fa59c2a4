// SPDX-License-Identifier: GPL-3.0-or-later
// Heads send their people to classes: problems beside each person, all or the valid ones, and nobody twice.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { enrolmentsOf, nominated, nominationWorld, openClass, standing, approve } from './nomination_world.js';

let w;
before(async () => { w = await nominationWorld('2026-09-05T03:00:00Z'); });
after(() => w?.stop());

const list = (unit = 'bach-sam') => `/units/${w.unit(unit)}/nominations`;
const people = (...codes) => codes.map((code) => w.person(code));
const written = (cls) => w.sql('owner', `SELECT count(*) AS n FROM enrolment WHERE class_id = ${cls}`)[0].n;

test('a whole list goes through in one request and stands in the unit\'s own list', async () => {
  const cls = await openClass(w, { capacity: 10, title: 'Danh sách', dates: ['2026-10-01'] });
  const answer = await w.as('hoa').post(list(), { class: cls, people: people('bs01', 'bs02'), codes: ['bs03 ', 'BS04'], why: 'theo công văn' })
    .expect(200);
  assert.deepEqual(answer.items.map((n) => [n.code, n.outcome, n.problems]), [
    ['bs01', 'nominated', []], ['bs02', 'nominated', []], ['bs03', 'nominated', []], ['bs04', 'nominated', []]]);
  const mine = await w.as('hoa').get(`${list()}?state=nominated&limit=2`);
  assert.deepEqual(mine.items.map((e) => [e.person_code, e.nominated_by, e.class]), [['bs04', 'bach-sam', cls], ['bs03', 'bach-sam', cls]]);
  const rest = await w.as('hoa').get(`${list()}?state=nominated&limit=2&after=${mine.next}`);
  assert.deepEqual(rest.items.map((e) => e.person_code), ['bs02', 'bs01']);
  await w.as('hoa').get(`/enrolments/${mine.items[0].id}/events`).expect(200, { items: [
    { before: null, after: 'nominated', account: 'hoa', why: 'theo công văn' }] });
});

test('every problem is listed beside its person; "all" writes nothing, "valid" sends the others', async () => {
  const other = await openClass(w, { capacity: 5, title: 'Lớp cùng giờ', dates: ['2026-10-02'] });
  await nominated(w, other, ['bs07']);
  const elsewhere = (code, day, verified) => w.sql('owner', `INSERT INTO external_completion (person_id, course_id, completed_on, verified)
    VALUES (${w.person(code)}, ${w.course('attt')}, '${day}', ${verified})`);
  elsewhere('bs06', '2026-03-01', true);
  elsewhere('bs08', '2025-12-31', true);
  elsewhere('bs09', '2026-03-01', false);
  const cls = await openClass(w, { capacity: 10, title: 'Đủ lỗi', dates: ['2026-10-02'] });
  const already = await nominated(w, cls, ['bs02', 'bs03']);
  await approve(w, cls, [already.bs03], 'rejected', 'không đúng đối tượng').expect(200);
  const body = { class: cls, people: [...people('bs01', 'dung', 'bs01'), 987654],
    codes: ['bs02', 'bs03', 'left', 'soon', 'khong-co', 'md01', 'bs06', 'bs07', 'bs08', 'bs09'] };
  const refused = await w.as('hoa').post(list(), body).expect(422, { code: 'invalid' });
  assert.deepEqual(refused.errors.map((e) => [e.pointer, e.code]), [
    ['/people/1', 'person_not_yours'], ['/people/2', 'person_named_twice'], ['/people/3', 'person_not_yours'],
    ['/codes/0', 'person_already_nominated'], ['/codes/1', 'person_rejected'], ['/codes/2', 'person_inactive'],
    ['/codes/3', 'person_inactive'], ['/codes/4', 'person_not_yours'], ['/codes/5', 'person_not_yours'], ['/codes/6', 'trained_this_year']]);
  assert.match(refused.errors.at(-1).detail, /01\/03\/2026/);
  assert.equal(written(cls), 2);

  const tried = await w.as('hoa').post(list(), { ...body, rehearse: true }).expect(200);
  const outcome = (items) => items.map((n) => `${n.code ?? n.person}:${n.outcome}`);
  const last = ['bs06', 'bs07', 'bs08', 'bs09'];
  assert.deepEqual(outcome(tried.items).slice(-4), [
    'bs06:refused', ...last.slice(1).map((c) => `${c}:would_be_nominated`)]);
  assert.equal(written(cls), 2, 'a rehearsal writes nothing');

  const sent = await w.as('hoa').post(list(), { ...body, mode: 'valid', even_if_trained: true }).expect(200);
  assert.deepEqual(sent.items.filter((n) => n.outcome === 'nominated').map((n) => n.code), ['bs01', ...last]);
  const of = (code) => sent.items.find((n) => n.code === code);
  assert.deepEqual(of('bs06').problems.map((p) => [p.code, p.blocks]), [['trained_this_year', false]]);
  assert.deepEqual(of('bs07').problems.map((p) => [p.code, p.blocks]), [['trainee_clash', false]]);
  assert.match(of('bs07').problems[0].detail, /Lớp cùng giờ.*02\/10\/2026/);
  assert.deepEqual(of('bs09').problems, [], 'what nobody verified counts nowhere');
  assert.equal(written(cls), 7);
});

test('of people who are not theirs a head learns nothing, not even that they exist', async () => {
  const cls = await openClass(w, { capacity: 10, title: 'Kín' });
  await nominated(w, cls, ['md01'], 'duc', 'minh-duc');
  const { items } = await w.as('hoa').post(list(), { class: cls, rehearse: true, people: [...people('md01', 'xa'), 999999],
    codes: ['md01', 'left', 'nobody-at-all'] }).expect(200);
  for (const n of items) {
    assert.equal(n.full_name, null, JSON.stringify(n));
    assert.deepEqual(n.problems.map((p) => p.code), [n.code === 'left' ? 'person_inactive' : 'person_not_yours']);
  }
  assert.deepEqual(items.map((n) => [n.person !== null, n.code]), [
    [true, null], [true, null], [true, null], [false, 'md01'], [false, 'left'], [false, 'nobody-at-all']]);
});

test('only an open class that is not over takes nominations', async () => {
  const one = { codes: ['bs01'] };
  const draft = await openClass(w, { capacity: 5, title: 'Nháp', state: 'draft' });
  const closed = await openClass(w, { capacity: 5, title: 'Đóng', state: 'closed' });
  const over = await openClass(w, { capacity: 5, title: 'Qua rồi', dates: ['2026-09-01', '2026-09-04'] });
  const today = await openClass(w, { capacity: 5, title: 'Hôm nay', dates: ['2026-09-01', '2026-09-05'] });
  const gone = await openClass(w, { capacity: 5, title: 'Hủy' });
  const kept = await nominated(w, gone, ['bs05']);
  await w.as('office').post(`/classes/${gone}/state`, { state: 'cancelled', why: 'mưa bão' }).expect(200);
  await w.as('hoa').post(list(), { class: draft, ...one }).expect(409, { code: 'class_not_open' });
  await w.as('hoa').post(list(), { class: closed, ...one }).expect(409, { code: 'class_not_open' });
  await w.as('hoa').post(list(), { class: over, ...one }).expect(409, { code: 'class_over' });
  await w.as('hoa').post(list(), { class: over, ...one, rehearse: true }).expect(409, { code: 'class_over' });
  await w.as('hoa').post(list(), { class: today, ...one }).expect(200);
  await w.as('hoa').post(list(), { class: gone, ...one }).expect(409, { code: 'class_cancelled', title: /không cử người/ });
  await w.as('hoa').post(list(), { class: 999999, ...one }).expect(404, { code: 'class_unknown' });
  await w.as('hoa').post(list(), { class: today }).expect(422, { code: 'nominees_missing' });
  assert.deepEqual(await standing(w, gone), { bs05: 'nominated' }, 'a cancelled class keeps its enrolments');
  await approve(w, gone, [kept.bs05]).expect(409, { code: 'class_cancelled' });
  await w.as('hoa').post(`/enrolments/${kept.bs05}/withdrawal`, { why: 'thôi' }).expect(409, { code: 'class_cancelled' });
  await w.as('hoa').get(`/enrolments/${kept.bs05}/place`).expect(200, { reason: 'place_class_cancelled' });
});

test('two heads at once: everybody is sent once, nobody waits for ever, nothing breaks', async () => {
  for (let round = 0; round < 5; round++) {
    const cls = await openClass(w, { capacity: 20, title: `Hai người ${round}` });
    const codes = ['bs01', 'bs02', 'bs03', 'bs04', 'bs05', 'bs06'];
    const send = (who, order) => w.as(who).post(list(), { class: cls, codes: order, mode: 'valid', even_if_trained: true }).expect(200);
    const answers = await Promise.all([send('hoa', codes), send('office', [...codes].reverse()), send('hoa', codes), send('office', codes)]);
    const winners = answers.flatMap((a) => a.items.filter((n) => n.outcome === 'nominated').map((n) => n.code));
    assert.deepEqual(winners.sort(), codes);
    for (const n of answers.flatMap((a) => a.items).filter((n) => n.outcome === 'refused'))
      assert.deepEqual(n.problems.filter((p) => p.blocks).map((p) => p.code), ['person_already_nominated']);
  }
});

test('decisions name what they cannot decide, and do nothing then', async () => {
  const cls = await openClass(w, { capacity: 1, title: 'Quyết định' });
  const other = await openClass(w, { capacity: 1, title: 'Lớp khác' });
  const e = await nominated(w, cls, ['bs01', 'bs02', 'bs03']);
  const o = await nominated(w, other, ['bs01']);
  await w.as('hoa').post(`/enrolments/${e.bs03}/withdrawal`, { why: 'nghỉ thai sản' }).expect(200, { state: 'withdrawn' });
  const wrong = await w.as('office').post(`/classes/${cls}/decisions`, [
    { enrolment: e.bs01, state: 'approved' }, { enrolment: o.bs01, state: 'approved' }, { enrolment: e.bs03, state: 'approved' },
    { enrolment: e.bs01, state: 'rejected' }]).expect(422);
  assert.deepEqual(wrong.errors.map((x) => [x.pointer, x.code]), [['/1/enrolment', 'enrolment_unknown'],
    ['/2/enrolment', 'enrolment_withdrawn'], ['/3/enrolment', 'enrolment_named_twice'], ['/3/why', 'why_missing']]);
  assert.deepEqual(await standing(w, cls), { bs01: 'nominated', bs02: 'nominated', bs03: 'withdrawn' });
  const again = await w.as('hoa').post(list(), { class: cls, codes: ['bs03'] }).expect(200);
  assert.equal(again.items[0].outcome, 'nominated', 'who withdrew may be sent again');
  assert.equal((await enrolmentsOf(w, cls)).bs03, e.bs03);
});

test('a list shows each only what is theirs to see', async () => {
  const cls = await openClass(w, { capacity: 9, title: 'Ai xem gì' });
  await nominated(w, cls, ['bs01', 'an']);
  const e = await nominated(w, cls, ['md01'], 'duc', 'minh-duc');
  const seen = async (who) => (await w.as(who).get(`/classes/${cls}/enrolments`)).items.map((x) => x.person_code).sort();
  assert.deepEqual(await seen('office'), ['an', 'bs01', 'md01']);
  assert.deepEqual(await seen('auditor'), ['an', 'bs01', 'md01']);
  assert.deepEqual(await seen('hoa'), ['an', 'bs01']);
  assert.deepEqual(await seen('duc'), ['md01']);
  assert.deepEqual(await seen('an'), ['an']);
  assert.deepEqual(await seen('elsewhere'), []);
  assert.deepEqual(await seen('team'), []);
  await w.as('an').get(`/enrolments/${e.an}`).expect(200, { person_code: 'an' });
  await w.as('an').get(`/enrolments/${e.an}/place`).expect(200, { reason: 'place_undecided' });
  await w.as('an').get(`/enrolments/${e.bs01}`).expect(403);
});

test('who has the role next door is refused everywhere', async () => {
  const cls = await openClass(w, { capacity: 9, title: 'Cửa đóng' });
  const { bs01 } = await nominated(w, cls, ['bs01']);
  const refusals = [
    ['duc', 'post', list(), { class: cls, codes: ['bs01'] }], ['team', 'post', list(), { class: cls, codes: ['bs01'] }],
    ['duc', 'get', list()], ['elsewhere', 'get', list()], ['auditor', 'post', list(), { class: cls, codes: ['bs01'] }],
    ...['duc', 'elsewhere', 'team'].map((who) => [who, 'get', `/enrolments/${bs01}`]),
    ['duc', 'get', `/enrolments/${bs01}/events`], ['duc', 'get', `/enrolments/${bs01}/place`],
    ...['duc', 'elsewhere', 'auditor', 'an'].flatMap((who) => [
      [who, 'post', `/enrolments/${bs01}/withdrawal`, { why: 'x' }],
      [who, 'post', `/enrolments/${bs01}/substitution`, { person: w.person('bs02'), why: 'x' }]]),
    ...['hoa', 'elsewhere', 'auditor', 'lan'].flatMap((who) => [
      [who, 'post', `/classes/${cls}/decisions`, [{ enrolment: bs01, state: 'approved' }]],
      [who, 'put', `/classes/${cls}/quotas`, []], [who, 'post', `/classes/${cls}/quotas/proposal`, { units: ['bach-sam'] }]]),
  ];
  for (const [who, method, path, body] of refusals) await w.as(who)[method](path, body).expect(403, { code: 'forbidden' });
  const own = await nominated(w, cls, ['an']);
  await w.as('an').post(`/enrolments/${own.an}/substitution`, { person: w.person('bs02'), why: 'x' }).expect(403);
  await w.as('an').post(`/enrolments/${own.an}/withdrawal`, { why: 'bận việc nhà' }).expect(200, { state: 'withdrawn' });
  const draft = await openClass(w, { capacity: 9, title: 'Nháp', state: 'draft' });
  await w.as('duc').get(`/classes/${draft}/enrolments`).expect(403);
  await w.as('duc').get(`/classes/${draft}/quotas`).expect(403);
});
