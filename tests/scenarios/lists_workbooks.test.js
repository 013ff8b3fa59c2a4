// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks around lists that are brought in: empty ones to fill in, and a list given back with what is wrong in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { book, texts } from '../help/book.js';
import { ROOT, start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { bring, rows as read } from '../help/lists.js';
import { xlsx } from '../help/xlsx.js';
import { ACCOUNTS, WORLD } from './training_world.js';

let s, as;
const unit = (code) => Number(s.sql('owner', `SELECT id FROM unit WHERE code = '${code}'`)[0].id);

before(async () => {
  s = await start();
  await given(s, { ...WORLD, accounts: ACCOUNTS });
  as = s.as;
});
after(() => s?.stop());

async function fetched(path, language = 'vi') {
  const r = await fetch(`${s.url}/api/v1${path}`, { headers: { authorization: `Bearer ${s.tokens.hoa}`, 'accept-language': language } });
  assert.equal(r.status, 200, path);
  return { bytes: Buffer.from(await r.arrayBuffer()), name: /filename="([^"]+)"/.exec(r.headers.get('content-disposition'))[1] };
}
const template = (kind, language) => fetched(`/units/${unit('bach-sam')}/list-template.xlsx?kind=${kind}`, language);
const HEAD = 3;

test('an empty workbook: titles, cells that keep zeros, days as written, choices and a guide on sheets of their own', async () => {
  const { bytes, name } = await template('people');
  assert.equal(name, 'mau-people.xlsx');
  const sheets = book(bytes);
  assert.deepEqual(Object.keys(sheets), ['Danh sách', 'Hướng dẫn', 'Danh mục']);
  const { rows, columns, choices, frozen } = sheets['Danh sách'], heads = texts(rows[HEAD]), at = (head) => heads.indexOf(head);
  assert.equal(rows.length, HEAD + 1);
  assert.equal(frozen, `A${HEAD + 2}`);
  for (const head of ['Số định danh', 'Điện thoại']) assert.equal(columns.find((c) => c.from === at(head)).pattern, '@', head);
  assert.equal(columns.find((c) => c.from === at('Ngày sinh')).pattern, 'dd/mm/yyyy');
  const letter = String.fromCharCode(65 + at('Đơn vị')), units = choices.find((c) => c.at.startsWith(`${letter}5:`));
  const [, column, last] = /^'Danh mục'!\$([A-Z])\$2:\$[A-Z]\$(\d+)$/.exec(units.from.replace(/^=/, ''));
  const listed = sheets['Danh mục'].rows.slice(1, Number(last)).map((row) => row[column.charCodeAt(0) - 65]?.text);
  assert.deepEqual(listed, ['bach-sam', 'ubnd-bach-sam']);
  assert.equal(choices.length, 5);
  assert.ok(sheets['Hướng dẫn'].rows.some((row) => row[2]?.text === '05/09/1990'));
});

test('read back untouched it holds nobody, in either language and for every kind; nothing of it is an error', async () => {
  const kinds = [...readFileSync(join(ROOT, 'server/features/lists/kinds.def'), 'utf8').matchAll(/^KIND\((\w+), \w+, \w+, \w+, \w+, (\w+),/gm)];
  assert.ok(kinds.length >= 7);
  for (const [kind, of] of kinds.map(([, name, ofClass]) => [name, ofClass]).filter(([, ofClass]) => ofClass === 'false')) {
    for (const language of ['vi', 'en']) {
      const { bytes, name } = await template(kind, language);
      const list = await bring(as('office'), unit('my-hao'), { kind, name, file: bytes }), what = `${kind} ${language} ${JSON.stringify(list.columns?.map((c) => [c.title, c.field]))}`;
      assert.deepEqual([list.rows_new, list.rows_known, list.rows_unmatched, list.rows_error, list.header_row], [0, 0, 0, 0, HEAD + 1], what);
      assert.deepEqual(list.columns.filter((c) => !c.field).map((c) => c.title), [], what);
      await as('office').delete(`/lists/${list.id}`).expect(204);
    }
  }
});

test('filled in as it asks, every choice is read', async () => {
  const sheets = book((await template('people')).bytes), heads = texts(sheets['Danh sách'].rows[HEAD]), listed = sheets['Danh mục'];
  const choices = (head) => { const c = texts(listed.rows[0]).indexOf(head); return listed.rows.slice(1).map((row) => row[c]?.text).filter(Boolean); };
  const filled = choices('Loại cán bộ').map((category, i) => heads.map((head) => ({ 'STT': i + 1, 'Họ và tên': `Học Viên Điền ${'ABCDEFGHIJKL'[i]}`, 'Ngày sinh': { date: 32000 + i },
    'Giới tính': choices('Giới tính')[i % 2], 'Số định danh': `0001900001${String(i).padStart(2, '0')}`, 'Điện thoại': `09000000${String(i).padStart(2, '0')}`,
    'Đơn vị': choices('Đơn vị')[1], 'Loại cán bộ': category, 'Chuyên trách CNTT': 'x', 'Từ ngày': '01/07/2026' })[head] ?? null));
  const list = await bring(as('hoa'), unit('bach-sam'), { file: xlsx([['Danh sách cán bộ'], [], [], heads, ...filled]) });
  assert.deepEqual([list.state, list.rows_new, list.rows_error], ['ready', filled.length, 0], JSON.stringify((await read(as('hoa'), list.id)).flatMap((row) => row.problems)));
});

test('a list comes back with its wrong cells coloured and why beside them; corrected it is well', async () => {
  const wrong = [['DANH SÁCH'], [], ['STT', 'Họ và tên', 'Ngày sinh', 'Loại cán bộ'],
    [1, 'Học Viên Mẫu Một', '31/02/1990', 'công chức'], [2, 'Học Viên Mẫu Hai', '01/02/1991', 'công chức'], [3, '=1+1', '03/04/1992', 'công chức']];
  const list = await bring(as('hoa'), unit('bach-sam'), { file: xlsx(wrong) });
  assert.equal(list.rows_error, 2);
  const { bytes, name } = await fetched(`/lists/${list.id}/errors.xlsx`);
  assert.match(name, /^danh-sach-\d+-can-sua-\d{8}\.xlsx$/);
  const [{ rows }] = Object.values(book(bytes));
  assert.deepEqual([texts(rows[0])[0], texts(rows[2]).slice(0, 4)], ['DANH SÁCH', wrong[2]]);
  assert.deepEqual([rows[3][2].text, rows[3][2].fill, rows[3][1].fill], ['31/02/1990', 'FFFFC7CE', undefined]);
  assert.match(rows[3][4].text, /^C4: .+/);
  assert.deepEqual([rows[4][4]?.text, rows[5][1].text, rows[5][1].fill, rows[5][1].formula], [undefined, '=1+1', 'FFFFC7CE', false]);
  const english = Object.values(book((await fetched(`/lists/${list.id}/errors.xlsx`, 'en')).bytes))[0].rows;
  assert.notEqual(english[3][4].text, rows[3][4].text);
  const corrected = rows.map((row) => texts(row).map((text) => ({ '31/02/1990': '28/02/1990', '=1+1': 'Học Viên Mẫu Ba' })[text] ?? text));
  const again = await bring(as('hoa'), unit('bach-sam'), { file: xlsx(corrected) });
  assert.deepEqual([again.rows_new, again.rows_error], [3, 0]);
  await as('duc').get(`/lists/${list.id}/errors.xlsx`).expect(403);
});
