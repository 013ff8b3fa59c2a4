// SPDX-License-Identifier: GPL-3.0-or-later
// Check-in, roll and signed paper side by side: differences first, each decided through the roll's own way, until the
// session is reconciled; what changes afterwards is seen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { commandLine } from '../help/hocvu.js';
import { photograph, send } from '../help/scans.js';
import { classWith, world } from './training_world.js';

const SEATS = ['an', 'binh', 'chi', 'dung', 'em', 'giang'];
let w, c, path, codes;
before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z', accounts: { chi: { person: 'chi' } } });
  c = await classWith(w, { seats: SEATS, sessions: [{ date: '2026-09-05', start: '08:00', periods: 4, trainer: w.person('lan') }, { date: '2026-09-09', start: '08:00', periods: 4, trainer: w.person('lan') }] });
  path = `/sessions/${c.session}`;
});
after(() => w?.stop());

const mark = (statuses) => Object.entries(statuses).map(([code, status]) => ({ person: w.person(code), status }));
const rows = (r) => Object.fromEntries(r.rows.map((row) => [row.full_name.split(' ').at(-1), row]));
const open = (r) => r.rows.filter((row) => row.open).map((row) => [row.full_name.split(' ').at(-1), row.difference]);
const evidence = (code) => w.sql('owner', `SELECT a.status, h.before, h.after, h.why FROM attendance a JOIN attendance_history h USING (session_id, person_id)
  WHERE a.session_id = ${c.session} AND a.person_id = ${w.person(code)} ORDER BY h.id DESC LIMIT 1`)[0];

test('before there is paper, a check-in is compared with the roll; who is marked present need not have checked in', async () => {
  const { code } = await w.as('lan').post(`${path}/check-in`, { open: true }).expect(200);
  for (const who of ['an', 'chi']) await w.as(who).post('/me/check-ins', { code }).expect(200);
  await w.as('lan').put(`${path}/attendance`, mark({ an: 'present', binh: 'present', chi: 'unexcused', dung: 'excused', em: 'late' })).expect(200);
  const r = await w.as('lan').get(`${path}/reconciliation`).expect(200, { with_paper: false, scans: 0, people: 6, open: 2, decided: 0, present: 3, absent: 2, reconciled_at: null });
  assert.deepEqual(open(r), [['chi', 'claimed_absent'], ['giang', 'unmarked']]);
  assert.deepEqual(r.rows.slice(0, 2).map((row) => row.open), [true, true], 'differences stand first');
  codes = Object.fromEntries(r.rows.map((row) => [row.full_name.split(' ').at(-1), row.row_code]));
  await w.as('lan').post(`${path}/reconciliation`, {}).expect(409, { code: 'reconcile_open' });
});

test('a page of paper asks for everybody\'s row: all signed but some, by the codes printed on the sheet', async () => {
  await send(w.as('lan'), c.session, photograph(900));
  const bare = await w.as('lan').get(`${path}/reconciliation`).expect(200, { with_paper: true, scans: 1 });
  assert.deepEqual(open(bare).length, 6);
  const typed = `${codes.binh[0]}-${codes.binh.slice(1).toLowerCase()}`;
  const r = await w.as('lan').put(`${path}/paper`, { rest: 'signed', rows: [{ code: typed, says: 'unsigned' }, { code: codes.dung, says: 'unsigned' }, { person: w.person('em'), says: 'unreadable' }] }).expect(200);
  assert.deepEqual(open(r), [['binh', 'unsigned_present'], ['chi', 'signed_absent'], ['em', 'paper_unreadable'], ['giang', 'unmarked']]);
  assert.deepEqual([rows(r).an.paper, rows(r).dung.paper, rows(r).dung.difference], ['signed', 'unsigned', null]);
});

test('a slip of the pen, a stranger and a name twice are refused with their row, and nothing is written', async () => {
  const before = w.sql('owner', 'SELECT * FROM paper_said ORDER BY person_id');
  const { errors } = await w.as('lan').put(`${path}/paper`, { rest: 'signed', rows: [{ code: `${codes.an}0`, says: 'signed' }, { person: w.person('xa'), says: 'signed' }, { code: codes.an, says: 'signed' },
    { person: w.person('an'), says: 'unsigned' }, { says: 'signed' }] }).expect(422);
  assert.deepEqual(errors.map((e) => [e.pointer, e.code]), [['/rows/0/code', 'row_code_wrong'], ['/rows/1/person', 'row_unknown'], ['/rows/3/person', 'person_twice'], ['/rows/4/person', 'row_unknown']]);
  await w.as('lan').put(`${path}/paper`, { rows: [{ code: codes.an, says: 'maybe' }] }).expect(422);
  await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('xa'), status: 'present', why: 'ai đó' }]).expect(422, { errors: [{ pointer: '/0/person', code: 'row_unknown' }] });
  await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('an'), status: 'present' }]).expect(422);
  await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('an'), status: 'unmarked', why: 'rút lại' }]).expect(422);
  assert.deepEqual(w.sql('owner', 'SELECT * FROM paper_said ORDER BY person_id'), before);
});

test('a decision is a mark like any other, with its reason in the history, and stands beside it', async () => {
  const decided = await w.as('lan').post(`${path}/reconciliation/decisions`, [
    { person: w.person('chi'), status: 'late', why: 'Có chữ ký, vào muộn 20 phút' }, { person: w.person('binh'), status: 'present', why: 'Quên ký, cả lớp xác nhận' }]).expect(200, { open: 2, decided: 2 });
  assert.deepEqual(evidence('chi'), { status: 'late', before: 'unexcused', after: 'late', why: 'Có chữ ký, vào muộn 20 phút' });
  assert.deepEqual(evidence('binh').after, 'present', 'the mark was so already: no new one');
  assert.deepEqual([rows(decided).chi.difference, rows(decided).chi.decided_before, rows(decided).chi.decided_by], [null, 'unexcused', 'lan']);
  assert.deepEqual([rows(decided).binh.difference, rows(decided).binh.open, rows(decided).binh.decided_why], ['unsigned_present', false, 'Quên ký, cả lớp xác nhận']);
  assert.ok(w.sql('owner', `SELECT * FROM attended WHERE person_id = ${w.person('chi')}`).length > 0, 'it counts');
  const last = await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('em'), status: 'late', why: 'Nét ký mờ nhưng có' }, { person: w.person('giang'), status: 'unexcused', why: 'Ký hộ, cả lớp xác nhận' }]).expect(200, { open: 0, decided: 4 });
  assert.deepEqual([rows(last).giang.difference, rows(last).giang.decided_before], ['signed_absent', 'unmarked'], 'decided against the paper, with the paper in sight');
});

test('a decision that changes no mark is kept all the same, by itself', async () => {
  await w.as('lan').put(`${path}/paper`, { rows: [{ person: w.person('an'), says: 'unsigned' }] }).expect(200, { open: 1 });
  await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('an'), status: 'present', why: 'Ngồi hàng đầu' }]).expect(200, { open: 0 });
  await w.as('lan').get(`${path}/reconciliation`).expect(200, { open: 0, decided: 5 });
  await w.as('lan').put(`${path}/paper`, { rows: [{ person: w.person('an'), says: 'signed' }] }).expect(200, { open: 0, decided: 4 });
});

test('what changes under a decision opens it again', async () => {
  await w.as('lan').put(`${path}/paper`, { rows: [{ person: w.person('giang'), says: 'unsigned' }, { person: w.person('binh'), says: 'signed' }] }).expect(200, { open: 0 });
  await w.as('lan').put(`${path}/paper`, { rows: [{ person: w.person('binh'), says: 'unsigned' }] }).expect(200, { open: 0 });	// as it was when it was decided
  await w.as('lan').put(`${path}/attendance`, mark({ chi: 'unexcused' })).expect(200);
  assert.deepEqual(open(await w.as('lan').get(`${path}/reconciliation`).expect(200)), [['chi', 'signed_absent']]);
  await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('chi'), status: 'late', why: 'Đã hỏi lại' }]).expect(200, { open: 0 });
});

test('the session is reconciled, lists say so, and that the roll changed since', async () => {
  const seen = async () => (await w.as('hoa').get(`/classes/${c.id}/sessions`).expect(200)).items.map((s) => [s.reconciled_at, s.reconciled_changed]);
  assert.deepEqual(await seen(), [[null, false], [null, false]]);
  await w.as('office').post(`${path}/reconciliation`, { note: 'Đủ chữ ký' }).expect(201, { reconciled_by: 'office', reconciled_note: 'Đủ chữ ký', reconciled_changed: false });
  assert.deepEqual(await seen(), [['2026-09-05T03:00:00Z', false], [null, false]]);
  await w.as('lan').put(`${path}/attendance`, mark({ an: 'present' })).expect(200);	// nothing new
  assert.deepEqual((await seen())[0][1], false);
  await w.as('lan').put(`${path}/attendance`, mark({ an: 'late' })).expect(200);
  assert.deepEqual((await seen())[0][1], true);
  await w.as('lan').get(path).expect(200, { reconciled_changed: true });
  await w.as('lan').post(`${path}/reconciliation`, {}).expect(201, { reconciled_by: 'lan', reconciled_note: null, reconciled_changed: false });
  assert.equal(w.sql('owner', 'SELECT * FROM session_reconciled').length, 2, 'each time stays');
});

test('the same rights as the roll: others neither see nor say anything', async () => {
  for (const who of ['nam', 'hoa', 'an', 'elsewhere', 'team']) {
    await w.as(who).get(`${path}/reconciliation`).expect(403);
    await w.as(who).put(`${path}/paper`, { rest: 'signed', rows: [] }).expect(403);
    await w.as(who).post(`${path}/reconciliation/decisions`, [{ person: w.person('an'), status: 'present', why: 'thử xem' }]).expect(403);
    await w.as(who).post(`${path}/reconciliation`, {}).expect(403);
  }
  await w.as('auditor').get(`${path}/reconciliation`).expect(200, { open: 0 });
  await w.as('auditor').put(`${path}/paper`, { rest: 'signed', rows: [] }).expect(403);
  const next = `/sessions/${c.items[1].id}`;
  await w.as('lan').put(`${next}/paper`, { rest: 'signed', rows: [] }).expect(409, { code: 'session_not_yet' });
  await w.as('lan').post(`${next}/reconciliation`, {}).expect(409, { code: 'session_not_yet' });
  await w.as('office').post(`${next}/cancel`, { why: 'Bão' }).expect(200);
  await w.as('lan').put(`${next}/paper`, { rest: 'signed', rows: [] }).expect(409, { code: 'session_cancelled' });
});

test('after the trainer\'s time the office decides, as it corrects marks', async () => {
  await w.at('2026-09-07T03:00:00Z');
  await w.as('lan').post(`${path}/reconciliation/decisions`, [{ person: w.person('an'), status: 'present', why: 'muộn rồi' }]).expect(409, { code: 'mark_window_trainer_over' });
  await w.as('office').post(`${path}/reconciliation/decisions`, [{ person: w.person('an'), status: 'present', why: 'Xem lại bản ký' }]).expect(200);
  assert.equal(evidence('an').why, 'Xem lại bản ký');
});

test('the record has what was read and decided; the reasons go with a name', () => {
  const said = w.sql('owner', "SELECT object, count(*) AS n FROM audit WHERE object IN ('paper_said', 'reconcile_decision', 'session_reconciled') GROUP BY 1 ORDER BY 1");
  assert.deepEqual(said.map((a) => a.object), ['paper_said', 'reconcile_decision', 'session_reconciled']);
  const chi = w.person('chi');
  w.sql('owner', `SELECT people_anonymised(ARRAY[${chi}::bigint], '2026-09-07')`);
  assert.deepEqual(w.sql('owner', `SELECT DISTINCT why FROM reconcile_decision WHERE person_id = ${chi}`), [{ why: null }]);
});

test('hocvu reconciles by the codes of rows', async () => {
  const as = commandLine(() => w), session = `${c.code}/1`;
  assert.match(await as('office', ['reconcile', 'paper', session, '--rest', 'signed', `${codes.dung}=unsigned`, `${codes.giang}=unsigned`]), /Chỗ lệch/);
  const { rows: left } = await w.as('office').get(`${path}/reconciliation`).expect(200);
  for (const row of left.filter((r) => r.open)) await as('office', ['reconcile', 'decide', session, `${row.row_code}=${row.status}`, '--why', 'Giảng viên xác nhận']);
  assert.match(await as('office', ['reconcile', 'done', session, '--note', 'xong']), /office/);
  await as('office', ['reconcile', 'decide', session, 'ZZZZ=late', '--why', 'sai mã'], { code: 65, says: /mã dòng/ });
  assert.match(await as('auditor', ['reconcile', 'show', session]), /Học Viên Mẫu an/);
});
