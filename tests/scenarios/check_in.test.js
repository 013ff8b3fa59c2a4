// SPDX-License-Identifier: GPL-3.0-or-later
// A trainer opens a session to self check-in; learners say by a code that they are there; the trainer's marks alone
// count; the roll is closed with the room counted.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { classWith, world } from './training_world.js';

let w;
before(async () => { w = await world({ now: '2026-09-05T03:00:00Z', accounts: { binh: { person: 'binh' }, dung: { person: 'dung' } } }); });
after(() => w?.stop());

const today = (more = {}) => ({ date: '2026-09-05', start: '08:00', periods: 4, trainer: w.person('lan'), ...more });
const said = (who, code) => w.as(who).post('/me/check-ins', { code });

test('the code lets in who has a seat, once, in whatever way it is typed; it is no mark', async () => {
  const c = await classWith(w, { seats: ['an', 'binh'], sessions: [today(), today({ date: '2026-09-06' })] });
  const path = `/sessions/${c.session}/check-in`;
  await w.as('an').get('/me/check-ins').expect(200, { items: [{ id: c.session, open: false, claimed_at: null, status: null }] });
  await said('an', 'ABC234').expect(422, { code: 'check_in_none' });
  await w.as('lan').get(path).expect(200, { open: false, claims: 0, seats: 2, code: null });
  const { code } = await w.as('lan').post(path, { open: true }).expect(200, { open: true, code: /^[2-9A-HJKMNP-Z]{6}$/, seconds: (n) => n >= 1 && n <= 15 });
  await said('an', 'ABC234').expect(422, { code: 'check_in_code_wrong' });
  await said('dung', code).expect(422, { code: 'check_in_none' });
  await said('office', code).expect(422, { code: 'check_in_none' });
  await said('an', ` ${code.slice(0, 3).toLowerCase()}-${code.slice(3)}`).expect(200, { id: c.session, class_title: 'Lớp 1', claimed_at: '2026-09-05T03:00:00Z' });
  await said('an', code).expect(200, { claimed_at: '2026-09-05T03:00:00Z' });
  await w.as('lan').get(path).expect(200, { claims: 1 });
  await w.as('lan').get(`/sessions/${c.session}/attendance`).expect(200, { items: [
    { code: 'an', status: 'unmarked', claimed_at: '2026-09-05T03:00:00Z' }, { code: 'binh', status: 'unmarked', claimed_at: null }] });
  assert.deepEqual(w.sql('owner', 'SELECT * FROM attended'), []);
  await w.as('lan').put(`/sessions/${c.session}/attendance`, [{ person: w.person('an'), status: 'unexcused' }]).expect(200);
  await said('an', code).expect(200, { status: 'unexcused' });
  await w.as('lan').get(`/sessions/${c.session}/attendance`).expect(200, { items: [{ status: 'unexcused', claimed_at: '2026-09-05T03:00:00Z' }, {}] });
  await w.as('lan').post(path, { open: false }).expect(200, { open: false });
  await said('binh', code).expect(422, { code: 'check_in_none' });
  await w.as('lan').post(`/sessions/${c.items[1].id}/check-in`, { open: true }).expect(409, { code: 'check_in_not_today' });
  await w.as('nam').post(path, { open: true }).expect(403);
  await w.as('an').get(path).expect(403);
});

test('the code changes every fifteen seconds, an older one answers for a minute, none of another session', async () => {
  const c = await classWith(w, { title: 'Mã đổi', seats: ['chi', 'binh'], sessions: [today({ start: '13:00' })] });
  const other = await classWith(w, { title: 'Lớp khác', seats: ['em'], sessions: [today({ start: '17:00' })] });
  const path = `/sessions/${c.session}/check-in`, codeNow = async (who = 'lan', at = path) => (await w.as(who).post(at, { open: true }).expect(200)).code;
  const first = await codeNow(), elsewhere = await codeNow('lan', `/sessions/${other.session}/check-in`);
  assert.notEqual(first, elsewhere);
  await w.at('2026-09-05T03:00:45Z');
  assert.notEqual(await codeNow(), first);
  await said('binh', elsewhere).expect(422, { code: 'check_in_code_wrong' });
  await said('binh', first).expect(200, { claimed_at: '2026-09-05T03:00:45Z' });
  await w.at('2026-09-05T03:01:00Z');
  w.sql('owner', 'DELETE FROM check_in_claim');
  await said('binh', first).expect(422, { code: 'check_in_code_wrong' });
  await w.at('2026-09-06T03:00:00Z');
  await w.as('lan').get(path).expect(200, { open: false });
});

test('a code opened before a slow sign-in counts from when it was opened: in that browser, that code, a quarter of an hour, once', async () => {
  await w.at('2026-09-05T07:00:00Z');
  const c = await classWith(w, { title: 'Đăng nhập chậm', seats: ['an', 'binh', 'chi'], sessions: [today({ start: '14:00', trainer: w.person('nam') })] });
  const path = `/sessions/${c.session}/check-in`, { code } = await w.as('nam').post(path, { open: true }).expect(200);
  const arrived = async (opened) => {
    const { status, text, headers } = await w.as().post('/check-in-arrivals', { code: opened }).reply();
    assert.deepEqual([status, text], [204, ''], 'right or wrong, nobody is told');
    assert.match(headers.get('set-cookie'), /^hocvu_arrival=[^;]+; Path=\/; Max-Age=900; HttpOnly; SameSite=Strict$/);
    return headers.get('set-cookie').split(';')[0];
  };
  const browser = await arrived(code), wrong = await arrived('ABC234');
  await w.at('2026-09-05T07:14:00Z');
  const late = await arrived(code);
  await said('an', code).expect(422, { code: 'check_in_code_wrong' });
  for (const cookie of [wrong, late, `${browser.slice(0, -2)}zz`, 'hocvu_arrival=x', `hocvu_arrival=${'1'.repeat(900)}`]) {
    await said('an', code).with('Cookie', cookie).expect(422, { code: 'check_in_code_wrong' });
  }
  await said('an', 'ABC234').with('Cookie', browser).expect(422, { code: 'check_in_code_wrong' });
  const claimed = said('an', code.toLowerCase()).with('Cookie', `other=1; ${browser}`);
  await claimed.expect(200, { claimed_at: '2026-09-05T07:00:00Z' });
  assert.match((await claimed.reply()).headers.get('set-cookie'), /^hocvu_arrival=; Path=\/; Max-Age=0/);
  await said('an', code).with('Cookie', browser).expect(200, { claimed_at: '2026-09-05T07:00:00Z' });	// the answer was lost
  // Copied out of the browser, letters of its seal written otherwise or not, it lets in nobody else; a code that is good does.
  for (const copied of [browser, browser.replace(/[0-9a-f]+$/, (hex) => hex.toUpperCase())]) {
    const refused = (await said('binh', code).with('Cookie', copied).reply());
    assert.ok(refused.body.code === 'check_in_arrival_used' || refused.body.code === 'check_in_code_wrong', refused.text);
  }
  await said('binh', code).with('Cookie', browser).expect(409, { code: 'check_in_arrival_used' });
  assert.equal(w.sql('owner', 'SELECT count(*)::int AS n FROM check_in_claim WHERE claimed_at = \'2026-09-05T07:00:00Z\'')[0].n, 1);
  const { code: fresh } = await w.as('nam').get(path).expect(200);
  await said('binh', fresh).with('Cookie', browser).expect(200, { claimed_at: '2026-09-05T07:14:00Z' });
  await w.at('2026-09-05T07:15:01Z');
  await said('binh', code).with('Cookie', browser).expect(422, { code: 'check_in_code_wrong' });
  await w.at('2026-09-05T07:14:00Z');
  await w.as('nam').post(path, { open: false }).expect(200);
  await said('binh', code).with('Cookie', browser).expect(422);	// closed
});

test('who teaches is told so without a role, from the day before on, while the session stands', async () => {
  await w.at('2026-09-05T07:00:00Z');
  await classWith(w, { title: 'Buổi của Nam', sessions: [today({ date: '2026-09-09', trainer: w.person('nam') })] });
  for (const [who, teaches] of [['nam', true], ['lan', true], ['an', false], ['office', false]]) await w.as(who).get('/me').expect(200, { teaches });
  await w.at('2026-09-10T07:00:00Z');
  await w.as('nam').get('/me').expect(200, { teaches: true });
  await w.at('2026-09-11T07:00:00Z');
  await w.as('nam').get('/me').expect(200, { teaches: false });
  await w.at('2026-09-06T03:00:00Z');
});

test('the roll is closed when everybody is marked; both numbers are kept; nobody checks in any more', async () => {
  const c = await classWith(w, { title: 'Kết thúc', seats: ['an', 'binh'], sessions: [today({ date: '2026-09-06', start: '14:00' })] });
  const path = `/sessions/${c.session}/closings`;
  await w.as('lan').post(`/sessions/${c.session}/check-in`, { open: true }).expect(200);
  await w.as('lan').post(path, { headcount: 2 }).expect(409, { code: 'session_unmarked' });
  await w.as('lan').put(`/sessions/${c.session}/attendance`, [{ person: w.person('an'), status: 'present' }, { person: w.person('binh'), status: 'excused' }]).expect(200);
  await w.as('nam').post(path, {}).expect(403);
  await w.as('lan').post(path, { headcount: 10001 }).expect(422);
  await w.as('lan').post(path, { headcount: 2, note: 'một người ngoài danh sách' }).expect(201, { present: 1, absent: 1, headcount: 2, account: 'lan' });
  await w.as('lan').get(`/sessions/${c.session}/check-in`).expect(200, { open: false });
  await w.as('lan').post(path, {}).expect(201, { headcount: null });
  await w.as('auditor').get(path).expect(200, { items: [{ present: 1, absent: 1, headcount: 2, note: 'một người ngoài danh sách' }, { headcount: null }] });
});
