// SPDX-License-Identifier: GPL-3.0-or-later
// What is taken out comes in again as the same: a list is written into a file, its records are removed, the file is brought
// in, and the list taken out once more is the list that it was. Every kind that goes both ways, in both languages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT, start } from '../help/cluster.js';
import { asked, fetched } from '../help/exports.js';
import { given } from '../help/given.js';
import { bring, rows, settled } from '../help/lists.js';

let s, van, cls, session;
const sql = (text) => s.sql('owner', text);
const unit = (code) => Number(sql(`SELECT id FROM unit WHERE code = '${code}'`)[0].id);
const person = (code) => Number(sql(`SELECT id FROM person WHERE code = '${code}'`)[0].id);

before(async () => {
  s = await start();
  await given(s, {
    units: [
      { code: 'tinh', name: 'Tỉnh Mẫu', kind: 'province' }, { code: 'xa-a', name: 'Xã A', kind: 'commune', parent: 'tinh' },
      { code: 'to-1', name: 'Tổ dân phố số 1', kind: 'residential_group', parent: 'xa-a' },
      { code: 'ubnd-a', name: 'UBND xã A', kind: 'commune_committee', parent: 'xa-a' }],
    people: [
      { person: 'an', full_name: 'Học Viên Mẫu An', birth_date: '1990-04-03', sex: 'female', national_id: '000190000001' },
      { person: 'binh', full_name: 'Học Viên Mẫu Bình', birth_date: '1991', sex: 'male' },
      { person: 'an-hai', full_name: 'Học Viên Mẫu An', birth_date: '1970-12-31', sex: 'male' },
      { person: 'cu', full_name: 'Cư Dân Mẫu Cư', birth_date: '1950', sex: 'female' }],
    affiliations: [
      { person: 'an', unit: 'ubnd-a', category: 'civil_servant', position: 'Phó Chủ tịch, "kiêm"', valid_from: '2020-01-01' },
      { person: 'binh', unit: 'ubnd-a', category: 'cadre', valid_from: '2020-01-01' },
      { person: 'an-hai', unit: 'ubnd-a', category: 'cadre', position: '=Chức vụ', valid_from: '2020-01-01' }],
    residences: [{ person: 'cu', unit: 'to-1', valid_from: '2020-01-01' }, { person: 'binh', unit: 'xa-a', valid_from: '2020-01-01' }],
    populations: [{ unit: 'xa-a', base: 'working_age', definition: 'imported', as_of: '2025-12-31', count: '12345', source: 'Niên giám mẫu' },
      { unit: 'xa-a', base: 'all', definition: 'imported', as_of: '2025-06-30', count: '20001', source: 'Điều tra mẫu' }],
    courses: [{ code: 'attt', title: 'An toàn thông tin', topics: 'information_security', modality: 'mooc', periods: 8, attendance_percent: 80 }],
    external_completions: [{ person: 'an', course: 'attt', completed_on: '2026-01-05', source: 'Nền tảng mẫu', evidence: '0012' },
      { person: 'an-hai', course: 'attt', completed_on: '2026-02-28', source: 'Nền tảng mẫu' }],
    assessments: [{ person: 'an', scheme: 'it_skills_basic', assessed_on: '2026-01-05', result: 'passed', score: '8,5', reference: '0007' },
      { person: 'an-hai', scheme: 'course:attt', assessed_on: '2026-01-06', result: 'failed', score: '4' },
      { person: 'binh', scheme: 'it_skills_advanced', assessed_on: '2026-01-07', result: 'none' }],
    accounts: { van: ['programme_office tinh'] },
  });
  van = s.as('van');
  for (const room of [{ name: 'Hội trường tầng 2', capacity: 120 }, { name: 'Phòng "máy"' }]) await van.post(`/units/${unit('ubnd-a')}/venues`, room).expect(201);
  for (const one of [{ person: person('an'), teaches: 'attt; "Kỹ năng số"', valid_from: '2026-01-01' },
    { person: person('cu'), qualification: 'Chứng nhận tập huấn, 2025', organisation: 'Trường mẫu', valid_from: '2026-02-01', valid_to: '2099-12-31' }])
    await van.post(`/units/${unit('ubnd-a')}/listed-trainers`, one).expect(201);
  ({ id: cls } = await van.post(`/units/${unit('tinh')}/classes`, { course: Number(sql(`SELECT id FROM course WHERE code = 'attt'`)[0].id), title: 'Lớp mẫu', capacity: 30 }).expect(201));
  await van.post(`/classes/${cls}/sessions`, { date: '2097-03-05', start: '08:00', periods: 4 }).expect(201);
  await van.post(`/classes/${cls}/state`, { state: 'open' }).expect(200);
  await van.post(`/units/${unit('ubnd-a')}/nominations`, { class: cls, codes: ['an', 'binh'] }).expect(200);
  session = Number(sql(`SELECT id FROM session WHERE class_id = ${cls}`)[0].id);
});
after(() => s?.stop());

// The list as a file, and its rows without what says when they were written.
async function out(list, format, language = 'vi') {
  const { id, state, refusal } = await asked(van, list, format, { language });
  assert.equal(state, 'made', refusal);
  const { bytes } = await fetched(s, 'van', id);
  await van.delete(`/exports/${id}`).expect(204);
  return bytes;
}
const rowsOut = async (list, forget) => JSON.parse((await out(list, 'json')).toString('utf8')).items
  .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => !forget.includes(name)))).map((row) => JSON.stringify(row)).sort();

// kind: the list that goes out, where it is brought in, how its records are removed, what the file does not say.
const TRIPS = {
  people: { list: () => `/units/${unit('ubnd-a')}/people`, gone: () => `DELETE FROM affiliation WHERE unit_id = ${unit('ubnd-a')}` },
  residents: { list: () => `/units/${unit('xa-a')}/residents`, at: 'xa-a', gone: () => 'DELETE FROM residence' },
  nominations: { list: () => `/classes/${cls}/enrolments`, ofClass: true, forget: ['id', 'changed_at'], gone: () => `DELETE FROM enrolment_event WHERE class_id = ${cls};
    DELETE FROM enrolment WHERE class_id = ${cls}` },
  completions: { list: () => `/units/${unit('ubnd-a')}/external-completions`, forget: ['id'], gone: () => 'DELETE FROM external_completion' },
  attendance: { list: () => `/sessions/${session}/attendance`, ofClass: true, at: 'tinh', says: { session: '1' }, forget: ['recorded_at', 'record', 'version', 'etag', 'received_at'],
    gone: () => `DELETE FROM attendance_history WHERE session_id = ${session}; DELETE FROM attendance WHERE session_id = ${session}` },
  assessments: { list: () => `/units/${unit('ubnd-a')}/assessments`, forget: ['id'], gone: () => 'DELETE FROM assessment' },
  populations: { list: () => `/units/${unit('xa-a')}/populations`, at: 'xa-a', forget: ['id', 'entered_at'], gone: () => 'DELETE FROM population' },
  trainers: { list: () => `/units/${unit('ubnd-a')}/listed-trainers`, forget: ['id', 'version'], gone: () => 'DELETE FROM trainer' },
  venues: { list: () => `/units/${unit('ubnd-a')}/venues`, forget: ['id'], gone: () => 'DELETE FROM venue' },
};

async function broughtBack(kind, { at = 'ubnd-a', ofClass, says }, name, file) {
  let list = await bring(van, unit(at), { kind, name, file, ...(ofClass && { class: cls }) });
  if (says) {
    await van.put(`/lists/${list.id}/plan`, { header_row: list.header_row, columns: list.columns.filter((c) => c.field).map(({ at: column, field }) => ({ at: column, field })),
      values: Object.entries(says).map(([field, value]) => ({ field, value })) }).expect(202);
    list = await settled(van, list.id);
  }
  const told = `${kind} ${name} ${JSON.stringify([list.state, list.refusal, list.findings, list.columns?.map((c) => [c.title, c.field])])} ${
    JSON.stringify((await rows(van, list.id)).map((row) => [row.verdict, row.problems.map((p) => p.code)]))}`;
  assert.deepEqual([list.state, list.rows_error, list.rows_unmatched], ['ready', 0, 0], told);
  await van.post(`/lists/${list.id}/take`, { mode: 'all' }).expect(202);
  assert.equal((await settled(van, list.id)).state, 'done', told);
}

test('every kind of list that may be brought in is one that may be taken out', () => {
  const kinds = [...readFileSync(join(ROOT, 'server/features/lists/kinds.def'), 'utf8').matchAll(/^KIND\((\w+), /gm)].map(([, kind]) => kind);
  assert.deepEqual(Object.keys(TRIPS).sort(), kinds.sort());
});

for (const kind of Object.keys(TRIPS)) for (const [format, language] of [['xlsx', 'vi'], ['csv', 'vi'], ['xlsx', 'en'], ['csv', 'en']]) {
  test(`${kind} as ${format}, ${language}`, async () => {
    if (kind === 'attendance' && `${format} ${language}` === 'xlsx vi') {	// who was nominated sat there, and the day has come
      const { items } = await van.get(`/classes/${cls}/enrolments`);
      await van.post(`/classes/${cls}/decisions`, items.map((e) => ({ enrolment: e.id, state: 'approved' }))).expect(200);
      sql(`UPDATE session SET date = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date - 20 WHERE id = ${session}`);
      await van.put(`/sessions/${session}/attendance`, [{ person: person('an'), status: 'late' }, { person: person('binh'), status: 'excused' }]).expect(200);
    }
    const trip = TRIPS[kind], list = trip.list(), was = await rowsOut(list, trip.forget ?? []), file = await out(list, format, language);
    assert.ok(was.length >= 2, `${was}`);
    sql(trip.gone());
    assert.notDeepEqual(await rowsOut(list, trip.forget ?? []), was);
    await broughtBack(kind, trip, `tep.${format}`, file);
    assert.deepEqual(await rowsOut(list, trip.forget ?? []), was);
  });
}
