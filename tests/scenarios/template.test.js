// SPDX-License-Identifier: GPL-3.0-or-later
// Templates an office makes its own: used for its letters and those below it, checked line by line when they are put, and
// what the list of fields promises can all be filled in.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fetched, pdf } from '../help/pdf.js';
import { classWith, world } from './training_world.js';

let w, c, path;
before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z', accounts: { tinh: ['programme_office hung-yen'] } });
  c = await classWith(w, { seats: ['an', 'binh'], sessions: [{ date: '2026-09-05', start: '08:00', periods: 4 }] });
  path = `/units/${w.unit('my-hao')}/paper-templates`;
});
after(() => w?.stop());

const one = async (who, name, at = path) => (await w.as(who).get(at).expect(200)).items.find((template) => template.name === name);
const said = async (name) => pdf((await fetched(w, 'office', `/classes/${c.id}/letter.pdf?kind=${name}`)).bytes).text;

test('an office\'s own template is used, for units below it too; the nearest one counts; back to the standard one', async () => {
  const standard = await one('office', 'decision');
  assert.deepEqual([standard.own, standard.unit_name, standard.text === standard.standard], [false, null, true]);
  await w.as('tinh').put(`/units/${w.unit('hung-yen')}/paper-templates`, { name: 'decision', text: '@title QUYẾT ĐỊNH CỦA TỈNH\nLớp {class}' }).expect(200);
  assert.match(await said('decision'), /QUYẾT ĐỊNH CỦA TỈNH/);
  assert.deepEqual([(await one('office', 'decision')).own, (await one('office', 'decision')).unit_name], [false, 'Tỉnh Hưng Yên']);
  const { items } = await w.as('office').put(path, { name: 'decision', text: '@title QUYẾT ĐỊNH CỦA THỊ XÃ\n@table trainees\n@column 0 Họ tên = {n}. {name}' }).expect(200);
  assert.equal(items.find((template) => template.name === 'decision').account, 'office');
  const text = await said('decision');
  assert.match(text, /QUYẾT ĐỊNH CỦA THỊ XÃ/);
  assert.match(text, /1\. Học Viên Mẫu an/);
  await w.as('office').delete(`${path}?name=decision`).expect(200);
  assert.match(await said('decision'), /QUYẾT ĐỊNH CỦA TỈNH/);
  await w.as('tinh').delete(`/units/${w.unit('hung-yen')}/paper-templates?name=decision`).expect(200);
  assert.doesNotMatch(await said('decision'), /CỦA TỈNH/);
});

test('a broken template is refused with its line, and the former one stays in use', async () => {
  const before = await one('office', 'invitation');
  for (const [text, line, code] of [['@title X\n{clas}', 2, 'template_field_unknown'], ['xong {class', 1, 'template_field_unknown'], ['@table nobody\n@column 0 A = {n}', 1, 'template_list_unknown'],
    ['# chú thích\n\n@tittle X', 3, 'template_word_unknown'], ['@column 0 A = {n}', 1, 'template_column_alone'], ['@table quotas', 1, 'template_table_empty'], ['@table quotas\n@column 0 A = {name}', 2, 'template_field_unknown']]) {
    const { errors } = await w.as('office').put(path, { name: 'invitation', text }).expect(422);
    assert.deepEqual([errors[0].pointer, errors[0].code], [`/invitation.txt/${line}`, code], text);
  }
  await w.as('office').put(path, { name: 'notice_sms', text: 'Lớp {trainees}' }).expect(422, { errors: [{ pointer: '/notice_sms.txt/1', code: 'template_field_unknown' }] });
  await w.as('office').put(path, { name: 'other', text: 'x' }).expect(422);
  await w.as('office').put(path, { name: 'invitation', text: '' }).expect(422);
  assert.deepEqual(await one('office', 'invitation'), before);
});

test('every field and list that is told can be filled in, in every letter', async () => {
  for (const { name, fields, lists } of (await w.as('office').get(path).expect(200)).items) {
    const plain = name.startsWith('notice_'), all = fields.split(' ').map((field) => `${field}: {${field}}`).join('; ');
    const tables = lists.split(';').filter(Boolean).map((list) => list.split('|')).map(([list, rows]) => `@table ${list}\n@column 0 ${list} = ${rows.split(' ').map((field) => `{${field}}`).join(' ')}`);
    await w.as('office').put(path, { name, text: [all, ...tables].join('\n') }).expect(200);
    const from = plain ? `/classes/${c.id}/announcement.txt?means=${name.slice(7)}` : name === 'record' ? `/people/${w.person('an')}/training-record.pdf`
      : name === 'year' ? `/units/${w.unit('my-hao')}/training-year.pdf` : `/classes/${c.id}/letter.pdf?kind=${name}`;
    const got = await fetched(w, 'office', from);
    assert.equal(got.status, 200, `${name}: ${got.bytes.toString().slice(0, 300)}`);
    await w.as('office').delete(`${path}?name=${name}`).expect(200);
  }
});

test('only who runs the unit\'s programme sees and changes them, on record', async () => {
  for (const who of ['hoa', 'lan', 'an', 'elsewhere', 'auditor']) {
    await w.as(who).get(path).expect(403);
    await w.as(who).put(path, { name: 'decision', text: 'x' }).expect(403);
    await w.as(who).delete(`${path}?name=decision`).expect(403);
  }
  assert.ok(w.sql('owner', "SELECT * FROM audit WHERE object = 'paper_template'").length >= 4);
});
