// SPDX-License-Identifier: GPL-3.0-or-later
// Privacy as people live it: consent, requests with their clocks, one's own data, what is kept long enough, breaches.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { DATA, hocvu, OK, words } from '../help/hocvu.js';

const DAY = '2026-09-01';	// a Tuesday before the holiday of 2 September
let s;
const id = (table, code) => Number(s.sql('owner', `SELECT id FROM ${table} WHERE code = '${code}'`)[0].id);
const account = (name) => Number(s.sql('owner', `SELECT id FROM account WHERE name = '${name}'`)[0].id);
const verified = () => {
  const r = s.hocvud('verify', '--as-of', '2026-08-31', '--days', '6', '--every', '97');
  assert.equal(r.code, 0, r.out + r.err);
};
const figures = () => s.sql('owner', `SELECT x.target_id, x.segment, x.unit_id, x.day, sum(x.base) AS base, sum(x.reached) AS reached, sum(x.finished) AS finished,
  sum(x.able) AS able, sum(x.visits) AS visits
  FROM (SELECT target_id, segment, unit_id, day, base, reached, finished, able, visits FROM coverage_counter WHERE grain = 'd'
    UNION ALL SELECT target_id, segment, unit_id, day, base, reached, finished, able, visits FROM coverage_delta) x
  WHERE x.day <= '${DAY}' GROUP BY 1, 2, 3, 4 HAVING (sum(x.base), sum(x.reached), sum(x.finished), sum(x.able), sum(x.visits)) <> (0, 0, 0, 0, 0)
  ORDER BY 1, 2, 3, 4`);

before(async () => {
  s = await start({ env: { HOCVU_NOW: `${DAY}T03:00:00Z` } });
  await given(s, {
    units: [{ code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa', name: 'Xã Mẫu', kind: 'commune', parent: 'tinh' },
      { code: 'ubnd', name: 'UBND xã Mẫu', kind: 'commune_committee', parent: 'xa' }, { code: 'xa-hai', name: 'Xã Hai', kind: 'commune', parent: 'tinh' }],
    people: [
      ...['nv', 'dan-a', 'dan-b', 'dan-c'].map((person, i) => ({ person, full_name: `Học Viên Mẫu 00${i}`, birth_date: `198${i}-05-17`, sex: 'male', phone: `090000000${i}`, national_id: `00008${i}00000${i}` })),
      { person: 'cu', full_name: 'Học Viên Mẫu 101', birth_date: '1990-07-21', sex: 'female', national_id: '000190000101' },
      { person: 'tre', full_name: 'Học Viên Mẫu 102', birth_date: '2003-07-21', sex: 'male' },
    ],
    affiliations: [{ person: 'nv', unit: 'ubnd', category: 'civil_servant', valid_from: '2020-01-01' }],
    residences: [...['nv', 'dan-a', 'dan-b', 'dan-c'].map((person) => ({ person, unit: 'xa', valid_from: '2020-01-01' })),
      ...['cu', 'tre'].map((person) => ({ person, unit: 'xa', valid_from: '2015-01-01', valid_to: '2019-06-30' }))],
    skills: ['dan-c', 'cu', 'tre'].map((person) => ({ person, domain: 'health', observed_on: person === 'dan-c' ? '2025-05-05' : '2019-05-05', observer: 'tổ', level: 'alone' })),
    courses: [{ code: 'kns', title: 'Kỹ năng số', topics: 'residents_basic', attendance_percent: 80, periods: 4 }],
    classes: [['tu-nguyen', 'open'], ['can-bo', 'open']].map(([code, state]) => ({ code, course: 'kns', host_unit: 'xa', title: code, capacity: 5, state })),
    sessions: ['tu-nguyen', 'can-bo'].map((c) => ({ class: c, number: 1, date: '2026-10-05', start: '08:00', periods: 4 })),
    accounts: { office: ['programme_office xa'], boss: ['admin tinh'], ward: ['ward_official xa'], head: ['unit_head ubnd'], team: ['community_team xa'], away: ['programme_office xa-hai'],
      dan: { person: 'dan-a' }, nhanvien: { person: 'nv' } },
  });
  s.sql('owner', "UPDATE role_grant SET valid = '[2020-01-01,)'");
  s.sql('owner', "UPDATE account_token SET expires_at = '2100-01-01'");
});
after(() => s?.stop());

test('every table with personal data belongs to one kind of record, and no kind names a table there is not', () => {
  const personal = s.sql('owner', `SELECT c.relname AS table FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    AND c.relname !~ '^stage_' AND (c.relname ~ '^(audit|attendance)' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
      AND a.attname ~ '^(person_id|account_id|trainer_id|full_name|observer|[a-z]+_by)$'))`).map((t) => t.table);
  const tables = s.sql('owner', "SELECT relname AS table FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'").map((t) => t.table);
  const named = s.sql('owner', 'SELECT unnest(tables) AS table FROM record_kind').map((t) => t.table);
  const fits = (name, table) => name.endsWith('*') ? table.startsWith(name.slice(0, -1)) : name === table;
  const unnamed = personal.filter((t) => named.filter((n) => fits(n, t)).length !== 1);
  assert.deepEqual(unnamed, [], 'name each in one line of schema/reference/record_kinds.csv');
  assert.deepEqual(named.filter((n) => !tables.some((t) => fits(n, t))), []);
});

test('there is no place for what must not be collected, in the schema or in the API', () => {
  const forbidden = /ethnic|dan_toc|party_member|dang_vien|religio|ton_giao|disab(?!led)|khuyet_tat|biometr|fingerprint|face_|latitude|longitude|gps|geo_|card_image|id_scan|photo|blood|health_(state|status|record)/i;
  const columns = s.sql('owner', `SELECT c.relname || '.' || a.attname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped`).map((r) => r.name);
  assert.ok(columns.length > 300);
  assert.deepEqual(columns.filter((c) => forbidden.test(c)), []);
  const api = JSON.parse(readFileSync(join(ROOT, 'server/openapi.json'), 'utf8'));
  const members = Object.entries(api.components.schemas).flatMap(([name, shape]) => Object.keys(shape.properties ?? {}).map((m) => `${name}.${m}`));
  assert.deepEqual(members.filter((m) => forbidden.test(m)), []);
  for (const file of readdirSync(join(ROOT, 'schema/data')).filter((f) => f.endsWith('.csv'))) {
    assert.doesNotMatch(readFileSync(join(ROOT, 'schema/data', file), 'utf8').split('\n')[0], forbidden, file);
  }
});

test('kinds of records say purpose, ground, law and time to everybody who signs in', async () => {
  const { items } = await s.as('dan').get('/record-kinds').expect(200);
  assert.ok(items.length >= 10);
  for (const k of items) assert.ok(k.purpose && k.law && k.basis && k.keep_months > 0 && k.decides, k.kind);
  await s.as(undefined).get('/record-kinds').expect(401);
});

test('a resident comes to a voluntary class only with a consent, and withdrawing it gives the seat back', async () => {
  const [unit, klass, duty, person] = [id('unit', 'xa'), id('class', 'tu-nguyen'), id('class', 'can-bo'), id('person', 'dan-b')];
  const register = (who, body) => s.as(who).post(`/units/${unit}/registrations`, { class: klass, people: [person], ...body });
  await register('ward', {}).expect(409, { code: 'class_not_voluntary' });
  await s.as('ward').put(`/classes/${klass}/voluntary`, { voluntary: true }).expect(403);
  await s.as('office').put(`/classes/${klass}/voluntary`, { voluntary: true }).expect(204);
  await s.as('office').get(`/classes/${klass}`).expect(200, { voluntary: true });
  await s.as('office').get(`/classes/${duty}`).expect(200, { voluntary: false });
  assert.deepEqual((await s.as('dan').get('/voluntary-classes').expect(200)).items.map((c) => c.code), ['tu-nguyen']);
  const refused = await register('ward', {}).expect(422);
  assert.equal(refused.errors[0].code, 'consent_missing');
  assert.match(refused.errors[0].detail, /chưa đồng ý/);

  const text = (await s.as('ward').get('/consent-texts').expect(200)).items.at(-1);
  assert.ok(text.vi.includes('rút lại') && text.en.includes('withdraw'));
  const enter = (body) => s.as('ward').post(`/people/${person}/consents`, body);
  await enter({ text: text.id, how: 'paper' }).expect(422);	// nothing is ticked beforehand
  await enter({ text: text.id, agrees: false, how: 'paper' }).expect(422, { code: 'consent_not_said' });
  await enter({ text: text.id, agrees: true }).expect(422);
  await enter({ text: 999, agrees: true, how: 'paper' }).expect(422, { code: 'consent_text_old' });
  await enter({ text: text.id, agrees: true, how: 'oral' }).expect(422, { code: 'consent_witness_missing' });
  await enter({ text: text.id, agrees: true, how: 'paper', given_on: '2027-01-01' }).expect(422, { code: 'date_not_yet' });
  await enter({ text: text.id, agrees: true, how: 'signed_in' }).expect(422);
  await s.as('team').post(`/people/${person}/consents`, { text: text.id, agrees: true, how: 'paper' }).expect(403);
  const consent = await enter({ text: text.id, agrees: true, how: 'oral', witness: 'Học Viên Mẫu 900', given_on: '2026-08-30' }).expect(201);
  await enter({ text: text.id, agrees: true, how: 'paper' }).expect(409, { code: 'consent_already_given' });

  await register('ward', { class: duty }).expect(409, { code: 'class_not_voluntary' });
  assert.equal((await register('ward', {}).expect(200)).items[0].outcome, 'nominated');
  const enrolment = () => s.sql('owner', `SELECT state FROM enrolment WHERE class_id = ${klass} AND person_id = ${person}`)[0];
  const before = s.sql('owner', 'SELECT count(*)::int AS n FROM audit')[0];
  await s.as('away').post(`/consents/${consent.id}/withdrawal`).expect(403);
  const ended = await s.as('ward').post(`/consents/${consent.id}/withdrawal`).expect(200);
  assert.equal(ended.withdrawn_on, DAY);
  await s.as('ward').post(`/consents/${consent.id}/withdrawal`).expect(200);
  assert.equal(enrolment().state, 'withdrawn');
  assert.notDeepEqual(s.sql('owner', 'SELECT count(*)::int AS n FROM audit')[0], before);
  assert.equal((await register('ward', {}).expect(422)).errors[0].code, 'consent_missing');
  assert.equal((await s.as('ward').get(`/people/${person}/consents`).expect(200)).items.length, 1);
});

test('a head sees the training of the staff, not what they come to in their own time', async () => {
  const person = id('person', 'nv'), [text] = (await s.as('nhanvien').get('/consent-texts').expect(200)).items.slice(-1);
  const consent = await s.as('nhanvien').post('/me/consents', { text: text.id, agrees: true }).expect(201);
  await s.as('ward').post(`/units/${id('unit', 'xa')}/registrations`, { class: id('class', 'tu-nguyen'), people: [person] }).expect(200);
  const seen = async (who) => (await s.as(who).get(`/people/${person}/training`).expect(200)).classes.map((c) => c.code);
  assert.deepEqual(await seen('head'), []);
  for (const who of ['ward', 'office', 'nhanvien']) assert.deepEqual(await seen(who), ['tu-nguyen'], who);
  s.sql('owner', `UPDATE class SET voluntary = false WHERE code = 'tu-nguyen'`);
  assert.deepEqual(await seen('head'), ['tu-nguyen'], 'what is duty is the head\'s business');
  s.sql('owner', `UPDATE class SET voluntary = true WHERE code = 'tu-nguyen'`);
  await s.as('nhanvien').post(`/consents/${consent.id}/withdrawal`).expect(200);
});

test('who is signed in agrees and withdraws as easily', async () => {
  const text = (await s.as('dan').get('/consent-texts').expect(200)).items.at(-1);
  await s.as('office').post('/me/consents', { text: text.id, agrees: true }).expect(409, { code: 'account_without_person' });
  const mine = await s.as('dan').post('/me/consents', { text: text.id, agrees: true }).expect(201, { how: 'signed_in', given_on: DAY });
  await s.as('nhanvien').post(`/consents/${mine.id}/withdrawal`).expect(403);
  await s.as('dan').post(`/consents/${mine.id}/withdrawal`).expect(200, { withdrawn_on: DAY });
  assert.equal((await s.as('dan').get('/me/consents').expect(200)).items[0].id, mine.id);
});

test('a request has the law\'s clocks, working days and holidays included, and is extended once', async () => {
  const unit = id('unit', 'xa'), person = id('person', 'dan-c');
  const enter = (body) => s.as('office').post(`/units/${unit}/data-requests`, { person, kind: 'view', channel: 'letter', received_on: '2026-08-31', said: 'Cho xem dữ liệu', ...body });
  await enter({ received_on: '2026-12-01' }).expect(422, { code: 'date_not_yet' });
  await enter({ kind: 'gossip' }).expect(422);
  await enter({ person: 999_999 }).expect(422, { code: 'person_unknown' });
  await s.as('away').post(`/units/${unit}/data-requests`, { kind: 'view', channel: 'letter', received_on: DAY, said: 'x' }).expect(403);
  // 31 August 2026 is a Monday; 1 and 2 September are holidays.
  const view = await enter({}).expect(201, { reply_due: '2026-09-04', due: '2026-09-10', state: 'received', overdue: false });
  await enter({ kind: 'delete', person: id('person', 'dan-b'), third_party: true }).expect(201, { due: '2026-09-30' });
  const step = (r, body) => s.as('office').post(`/data-requests/${r.id}/step`, body);
  await step(view, { step: 'replied' }).expect(422);
  await s.as('away').post(`/data-requests/${view.id}/step`, { step: 'replied', why: 'đã trả lời' }).expect(403);
  await step(view, { step: 'extended', why: 'nhiều hồ sơ giấy' }).expect(200, { due: '2026-09-20', extended_on: DAY });
  await step(view, { step: 'extended', why: 'nhiều hồ sơ giấy' }).expect(409, { code: 'request_already_extended' });
  await step(view, { step: 'replied', why: 'đã gửi giấy hẹn' }).expect(200, { state: 'replied', replied_on: DAY });
  await step(view, { step: 'replied', why: 'đã gửi giấy hẹn' }).expect(409, { code: 'request_already_replied' });
  await step(view, { step: 'done', why: 'đã đưa bản in' }).expect(200, { state: 'done', closed_on: DAY });
  await step(view, { step: 'done', why: 'đã đưa bản in' }).expect(409, { code: 'request_closed' });
  const late = await enter({ received_on: '2026-08-01', kind: 'correct' }).expect(201, { overdue: true });
  assert.ok(late.days_left < 0);
  await step(late, { step: 'extended', why: 'quá hạn rồi' }).expect(409, { code: 'request_extension_late' });
  const list = await s.as('office').get(`/units/${unit}/data-requests?overdue=true`).expect(200);
  assert.deepEqual(list.items.map((r) => r.id), [late.id]);
  assert.ok((await s.as('office').get('/me/reminders').expect(200)).requests_overdue === 1);
  assert.ok((await s.as('away').get('/me/reminders').expect(200)).requests_open === 0);
});

test('duty records are not deleted on request: the refusal is offered, and names its law', async () => {
  const mine = await s.as('nhanvien').post('/me/data-requests', { kind: 'delete', said: 'Xóa hồ sơ của tôi' }).expect(201, { channel: 'signed_in', unit_code: 'ubnd' });
  const [seen] = (await s.as('office').get(`/units/${id('unit', 'ubnd')}/data-requests`).expect(200)).items;
  assert.match(seen.may_refuse, /Điều 19\.1\.c/);
  const step = (body) => s.as('office').post(`/data-requests/${mine.id}/step`, body);
  await step({ step: 'done', why: 'xóa theo yêu cầu' }).expect(409, { code: 'request_not_owed' });
  await step({ step: 'refused', why: seen.may_refuse.slice(0, 400) }).expect(422, { code: 'request_law_missing' });
  await step({ step: 'refused', law: 'Luật 91/2025/QH15 Điều 19.1.c', why: seen.may_refuse.slice(0, 400) }).expect(200, { state: 'refused' });
  assert.equal((await s.as('nhanvien').get('/me/data-requests').expect(200)).items[0].state, 'refused');
});

test('restriction stops what is nobody\'s duty, and can be lifted', async () => {
  const person = id('person', 'dan-a'), unit = id('unit', 'xa');
  const ask = await s.as('dan').post('/me/data-requests', { kind: 'restrict', said: 'Đừng ghi thêm' }).expect(201);
  await s.as('office').post(`/data-requests/${ask.id}/step`, { step: 'done', why: 'đã hạn chế' }).expect(200);
  const skill = [{ person, domain: 'health', observed_on: '2026-08-01', level: 'alone' }];
  const refused = await s.as('team').post(`/units/${unit}/skills`, skill).expect(422);
  assert.equal(refused.errors[0].code, 'person_restricted');
  await s.as('team').put(`/people/${person}/restriction`, { restricted: false, why: 'không được' }).expect(403);
  await s.as('office').put(`/people/${person}/restriction`, { restricted: false, why: 'theo đơn của người dân' }).expect(204);
  await s.as('team').post(`/units/${unit}/skills`, skill).expect(201);
});

test('everybody gets everything held on himself; the office with a reason, on record; nobody else', async () => {
  const { items } = await s.as('nhanvien').post('/me/data').expect(200);
  const text = JSON.stringify(items);
  assert.ok(text.includes('"000080000000"') && text.includes('0900000000') && text.includes('Học Viên Mẫu 000'));
  for (const record of ['person', 'affiliation', 'account', 'data_request']) assert.ok(items.some((i) => i.record === record), record);
  assert.doesNotMatch(text, /_hash"|_sealed"|_salt"|argon2|Học Viên Mẫu 001/);
  assert.equal(s.sql('owner', `SELECT count(*)::int AS n FROM audit WHERE action = 'data_given' AND person_id = ${id('person', 'nv')}`)[0].n, 1);
  const person = id('person', 'dan-a');
  await s.as('office').post(`/people/${person}/data`, {}).expect(422);
  await s.as('team').post(`/people/${person}/data`, { why: 'theo đơn số 5' }).expect(403);
  await s.as('away').post(`/people/${person}/data`, { why: 'theo đơn số 5' }).expect(403);
  const shown = JSON.stringify(await s.as('office').post(`/people/${person}/data`, { why: 'theo đơn số 5' }).expect(200));
  assert.ok(shown.includes('0000******01') && !shown.includes('000081000001'), 'numbers in full have an act of their own');
  const noted = s.sql('owner', `SELECT reason FROM audit WHERE action = 'data_given' AND person_id = ${person}`);
  assert.deepEqual(noted.map((r) => r.reason), ['theo đơn số 5']);
  await s.as('office').post('/me/data').expect(409, { code: 'account_without_person' });
});

test('every table that points at a person is in what people get', () => {
  const given = s.sql('owner', "SELECT regexp_matches(prosrc, $$(?:FROM|JOIN) (\\w+) x ON$$, 'g') AS m FROM pg_proc WHERE proname = 'person_data'").map((r) => r.m[0]);
  const tables = s.sql('owner', `SELECT c.relname AS table FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace
    AND c.relkind = 'r' AND a.attname = 'person_id' AND NOT a.attisdropped`).map((t) => t.table);
  // Figures follow from the rest; the record is kept for those who are watched by it and has its own reader.
  assert.deepEqual(tables.filter((t) => !given.includes(t) && !['coverage_evidence', 'coverage_staff', 'audit'].includes(t)), []);
});

test('who restricted the use of their data is in no list of who goes from door to door, and in those of who keeps them', async () => {
  const person = id('person', 'dan-c'), unit = id('unit', 'xa');
  const listed = async (who) => JSON.stringify((await s.as(who).get(`/units/${unit}/residents?limit=200`).expect(200)).items).includes('"dan-c"');
  assert.deepEqual([await listed('team'), await listed('ward'), await listed('office')], [true, true, true]);
  await s.as('team').get(`/people/${person}`).expect(200);
  await s.as('office').put(`/people/${person}/restriction`, { restricted: true, why: 'theo đơn số 7' }).expect(204);
  assert.deepEqual([await listed('team'), await listed('ward'), await listed('office')], [false, true, true]);
  await s.as('team').get(`/people/${person}`).expect(403);
  await s.as('ward').get(`/people/${person}`).expect(200);
  const skills = await s.as('team').get(`/units/${unit}/skills?limit=200`).expect(200);
  assert.ok(!skills.items.some((k) => k.person === person));
  await s.as('office').put(`/people/${person}/restriction`, { restricted: false, why: 'hết hạn chế' }).expect(204);
  assert.equal(await listed('team'), true);
});

test('somebody who asks to be deleted becomes unknown, and no figure changes', async () => {
  verified();
  const before = figures(), person = id('person', 'dan-c'), unit = id('unit', 'xa');
  await s.as('office').post(`/people/${person}/erasure`, { why: 'không ai xin' }).expect(409, { code: 'erasure_not_asked' });
  const ask = await s.as('office').post(`/units/${unit}/data-requests`, { person, kind: 'delete', channel: 'in_person', received_on: DAY, said: 'Xóa dữ liệu của tôi' }).expect(201, { due: '2026-09-21' });
  const done = () => s.as('office').post(`/data-requests/${ask.id}/step`, { step: 'done', why: 'đã ẩn danh theo đơn' });
  await done().expect(409, { code: 'request_person_known' });
  await s.as('away').post(`/people/${person}/erasure`, { why: 'theo đơn số 6' }).expect(403);
  await s.as('office').post(`/people/${person}/erasure`, {}).expect(422);
  s.sql('owner', `UPDATE residence SET unit_id = (SELECT id FROM unit WHERE code = 'xa-hai') WHERE person_id = ${person}`);
  s.sql('owner', `INSERT INTO residence (person_id, unit_id, valid) SELECT ${person}, id, '[2015-01-01,2016-01-01)' FROM unit WHERE code = 'xa'`);
  await s.as('office').post(`/people/${person}/erasure`, { why: 'đã chuyển đi' }).expect(403);
  s.sql('owner', `DELETE FROM residence WHERE person_id = ${person} AND upper(valid) = '2016-01-01'; UPDATE residence SET unit_id = ${unit} WHERE person_id = ${person}`);
  const role = (valid) => s.sql('owner', `UPDATE account SET kind = 'person', person_id = ${person} WHERE name = 'ward'; UPDATE role_grant SET valid = '${valid}' WHERE account_id = (SELECT id FROM account WHERE name = 'ward')`);
  role('[2020-01-01,)');
  await s.as('office').post(`/people/${person}/erasure`, { why: 'còn giữ vai trò' }).expect(409, { code: 'request_not_owed' });
  s.sql('owner', "UPDATE account SET person_id = NULL WHERE name = 'ward'");
  await s.as('office').post(`/people/${id('person', 'nv')}/erasure`, { why: 'theo đơn số 6' }).expect(409, { code: 'request_not_owed' });
  await s.as('office').post(`/people/${person}/erasure`, { why: 'theo đơn số 6' }).expect(409, { code: 'erasure_four_eyes' });
  const forgotten = (account, more = '') => s.sql('app', `BEGIN; SELECT set_config('hocvu.account', '${account}', true), set_config('hocvu.scope', '||||{[0,999999]}|', true)${more};
    SELECT 'so ' || person_forgotten(${person}, '${DAY}', 'bỏ qua chương trình'); ROLLBACK`).match(/so (\d)/)[1];
  assert.equal(forgotten(account('office')), '0', 'nor by the database alone');
  assert.equal(forgotten(account('boss'), ", set_config('hocvu.scope', '', true)"), '0');
  assert.equal(forgotten(account('boss')), '1');
  await s.as('boss').post(`/people/${person}/erasure`, { why: 'theo đơn số 6' }).expect(204);
  await done().expect(200, { state: 'done' });
  const [row] = s.sql('owner', `SELECT full_name, code, birth_date::text, national_id_sealed, national_id_blind, phone_sealed, phone_blind, folded, anonymised_on::text FROM person WHERE id = ${person}`);
  assert.equal(row.full_name, 'Đã ẩn danh');
  assert.deepEqual([row.national_id_sealed, row.national_id_blind, row.phone_sealed, row.phone_blind].filter(Boolean), []);
  assert.equal(row.birth_date, '1983-05-01', 'who still lives there keeps the month, which retirement age follows from');
  assert.equal(row.anonymised_on, DAY);
  await s.as('office').get(`/people/${person}`).expect(200, { full_name: 'Đã ẩn danh' });
  assert.deepEqual(figures(), before);
  verified();
});

test('what is kept long enough is proposed, decided with a reason, done in batches; figures stay', async () => {
  s.sql('owner', `SELECT retention_propose('${DAY}')`);
  const unit = id('unit', 'tinh');
  await s.as('office').get(`/units/${id('unit', 'xa')}/retention`).expect(403);
  const [proposal] = (await s.as('boss').get(`/units/${unit}/retention`).expect(200)).items;
  assert.deepEqual([proposal.kind, proposal.items, proposal.state], ['resident', 2, 'proposed']);
  const { items } = await s.as('boss').get(`/retention/${proposal.id}/items`).expect(200);
  assert.deepEqual(items.map((i) => [i.since, i.due_on]), [['2019-06-30', '2024-06-30'], ['2019-06-30', '2024-06-30']]);
  assert.equal(s.sql('owner', `SELECT retention_propose('${DAY}') AS n`)[0].n, 0, 'nothing is proposed twice');
  const decide = (body) => s.as('boss').post(`/retention/${proposal.id}/decision`, body);
  await decide({ approve: true }).expect(422);
  await s.as('office').post(`/retention/${proposal.id}/decision`, { approve: true, why: 'hết thời hạn lưu' }).expect(403);
  // One of them comes back before it is done.
  s.sql('owner', `INSERT INTO residence (person_id, unit_id, valid) VALUES (${id('person', 'tre')}, ${id('unit', 'xa')}, '[2026-09-01,)')`);
  const before = figures();
  assert.ok(before.length > 0);
  await decide({ approve: true, why: 'hết thời hạn lưu' }).expect(200, { state: 'approved' });
  await decide({ approve: true, why: 'hết thời hạn lưu' }).expect(409, { code: 'retention_decided' });
  const state = async () => (await s.as('boss').get(`/units/${unit}/retention`).expect(200)).items[0].state;
  for (let waited = 0; await state() !== 'done' && waited < 30_000; waited += 200) await sleep(200);
  assert.equal(await state(), 'done', 'the job did it');
  const rows = s.sql('owner', "SELECT full_name, birth_date::text, birth_year_only FROM person WHERE anonymised_on IS NOT NULL AND birth_date::text LIKE '1990%'");
  assert.deepEqual([rows[0].full_name, rows[0].birth_date], ['Đã ẩn danh', '1990-01-01']);
  assert.equal(s.sql('owner', "SELECT full_name FROM person WHERE code = 'tre'")[0].full_name, 'Học Viên Mẫu 102');
  const [noted] = s.sql('owner', "SELECT reason, account_id FROM audit WHERE object = 'person' AND after ->> 'full_name' = 'Đã ẩn danh' AND reason = 'hết thời hạn lưu'");
  assert.ok(noted?.account_id, 'on record under who approved it');
  assert.deepEqual(figures(), before);
  verified();
});

test('the birth kept is as rough as figures of every day allow', () => {
  const kept = (born, sex, lived) => s.sql('owner', `SELECT birth_kept('${born}', '${sex}', '${lived}')::text AS kept`)[0].kept;
  assert.equal(kept('1990-07-21', 'male', '{[2015-01-01,2019-07-01)}'), '1990-01-01');
  assert.equal(kept('2003-07-21', 'male', '{[2018-03-01,2019-07-01)}'), '2003-07-21', 'turned 15 while living there');
  assert.equal(kept('2003-07-21', 'male', '{[2018-07-22,2019-07-01)}'), '2003-01-01');
  assert.equal(kept('2003-07-21', 'male', '{[2018-07-22,)}'), '2003-07-01', 'will retire while living there');
  assert.equal(kept('1990-07-21', 'female', '{}'), '1990-01-01');
});

test('the register of breaches counts 72 hours and does not look ahead', async () => {
  const unit = id('unit', 'xa');
  const enter = (body) => s.as('office').post(`/units/${unit}/breaches`, { what: 'Gửi nhầm danh sách lớp', whom: 'học viên một lớp', people: 30, ...body });
  await enter({ what: undefined }).expect(422);
  await enter({ discovered_at: '2026-12-01T00:00:00Z' }).expect(422, { code: 'moment_not_yet' });
  await enter({ notified_at: '2026-08-31T00:00:00Z' }).expect(422);
  await enter({ people: -1 }).expect(422);
  await s.as('away').post(`/units/${unit}/breaches`, { what: 'x', whom: 'y' }).expect(403);
  const fresh = await enter({ discovered_at: '2026-08-31T03:00:00Z' }).expect(201, { hours_left: 48 });
  await enter({ discovered_at: '2026-08-20T03:00:00Z' }).expect(201, { hours_left: -216 });
  const due = await s.as('office').get('/me/reminders').expect(200);
  assert.deepEqual([due.breaches_to_notify, due.breaches_overdue], [2, 1]);
  const edit = (tag, body) => s.as('office').put(`/breaches/${fresh.id}`, { what: fresh.what, whom: fresh.whom, ...body }).with('If-Match', tag);
  await edit('"v9"', {}).expect(412);
  await edit('"v1"', { notified_at: '2026-09-01T01:00:00Z' }).expect(422, { code: 'breach_notified_whom_missing' });
  const told = await edit('"v1"', { measures: 'thu hồi thư', notified_at: '2026-09-01T01:00:00Z', notified_whom: 'Cơ quan chuyên trách, CV 12' }).expect(200);
  assert.ok(told.hours_left === null || told.hours_left === undefined);
  assert.equal((await s.as('office').get(`/units/${unit}/breaches`).expect(200)).items.length, 2);
});

test('the same from the command line', async () => {
  const say = async (line, code = OK) => {
    const r = await hocvu(words(line), { url: s.url, token: s.tokens.office });
    assert.equal(r.code, code, `hocvu ${line}: ${r.out}${r.err}`);
    return r.out + r.err;
  };
  const person = id('person', 'dan-b');
  assert.match(await say(`request add view --unit xa --date 31/08/2026 --channel letter --said 'Cho xem' --person ${person}`), /04\/09\/2026/);
  await say(`request add view --unit xa --date 31/12/2026 --channel letter --said 'Cho xem' --person ${person}`, DATA);
  const number = s.sql('owner', 'SELECT max(id) AS id FROM data_request')[0].id;
  assert.match(await say('request list --unit xa --state received'), /Học Viên Mẫu/);
  assert.match(await say(`request step ${number} done --why 'đã đưa bản in'`), /đã xong/);
  assert.match(await say(`consent add ${person} --text 1 --how paper --proof 'Tờ 3'`), /trên giấy/);
  const consent = s.sql('owner', 'SELECT max(id) AS id FROM consent')[0].id;
  assert.match(await say(`consent withdraw ${consent}`), /01\/09\/2026/);
  assert.match(await say(`consent list ${person}`), /01\/09\/2026/);
  await say("breach add --unit xa --what 'Mất máy tính' --whom 'học viên một lớp' --people 30");
  assert.match(await say('breach list --unit xa'), /Mất máy tính/);
});
