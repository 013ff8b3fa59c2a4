// SPDX-License-Identifier: GPL-3.0-or-later
// Lists taken out as files: the same rows as on the screen, as a workbook, a CSV or JSON, for who asked and nobody else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { book, texts } from '../help/book.js';
import { ROOT, start } from '../help/cluster.js';
import { asked, fetched } from '../help/exports.js';
import { given } from '../help/given.js';
import { bring, rows as imported } from '../help/lists.js';
import { ACCOUNTS, WORLD } from './training_world.js';

let s, as, class1;
const unit = (code) => Number(s.sql('owner', `SELECT id FROM unit WHERE code = '${code}'`)[0].id);
const recorded = () => s.sql('owner', `SELECT action, object, after, unit_id FROM audit WHERE object = 'list_export' ORDER BY id`);
const sheet = (bytes) => Object.values(book(bytes))[0];
const HEAD = 3;			// the row of headings, below the title

before(async () => {
  s = await start();
  await given(s, { ...WORLD, accounts: { ...ACCOUNTS, root: ['admin hung-yen'] },
    people: [...WORLD.people, { person: 'cong-thuc', full_name: '=HYPERLINK Mẫu', birth_date: '1990', sex: 'female' }],
    affiliations: [...WORLD.affiliations, { person: 'cong-thuc', unit: 'ubnd-minh-duc', valid_from: '2020-01-01', category: 'cadre', position: '+Chức vụ' }] });
  as = s.as;
  const course = (await as('office').get('/courses?q=attt')).items[0].id;
  ({ id: class1 } = await as('office').post(`/units/${unit('my-hao')}/classes`, { code: 'lop-1', course, title: 'Lớp mẫu', capacity: 30 }).expect(201));
  await as('office').post(`/classes/${class1}/sessions`, { date: '2097-03-05', start: '08:00', periods: 4 }).expect(201);
  await as('office').post(`/classes/${class1}/state`, { state: 'open' }).expect(200);
  const people = (await as('hoa').get(`/units/${unit('bach-sam')}/people`)).items.filter((p) => ['an', 'binh'].includes(p.code)).map((p) => p.id);
  await as('hoa').post(`/units/${unit('bach-sam')}/nominations`, { class: class1, people }).expect(200);
});
after(() => s?.stop());

test('staff as a workbook: real days, words, a head that stays and filters, nothing a spreadsheet would run', async () => {
  const list = `/units/${unit('bach-sam')}/people`;
  const made = await asked(as('hoa'), list);
  assert.deepEqual([made.state, made.rows_done, made.format], ['made', 4, 'xlsx']);
  assert.match(made.name, /^danh-sach-can-bo-bach-sam-\d{8}\.xlsx$/);
  const { bytes, headers } = await fetched(s, 'hoa', made.id);
  assert.equal(bytes.length, made.bytes);
  assert.equal(headers.get('content-disposition'), `attachment; filename="${made.name}"`);
  const { rows, frozen, filter } = sheet(bytes);
  assert.equal(texts(rows[0])[0], 'Danh sách cán bộ');
  assert.deepEqual(texts(rows[HEAD]).slice(0, 7), ['Mã cán bộ', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Đơn vị', 'Chức vụ', 'Loại cán bộ']);
  assert.equal(frozen, `A${HEAD + 2}`);
  assert.match(filter, new RegExp(`^A${HEAD + 1}:I${HEAD + 5}$`));
  const of = (code) => rows.slice(HEAD + 1).find((row) => row[0]?.text === code);
  assert.deepEqual(texts(of('an')).slice(0, 7), ['an', 'Học Viên Mẫu an', '1985-01-01', 'nam', 'ubnd-bach-sam', '', 'công chức']);
  assert.equal(of('an')[2].pattern, 'dd/mm/yyyy');
});

test('what begins like a formula is text in a workbook, and has an apostrophe in a CSV', async () => {
  const list = `/units/${unit('minh-duc')}/people`;
  const { rows } = sheet((await fetched(s, 'duc', (await asked(as('duc'), list)).id)).bytes), row = rows.find((r) => r?.[0]?.text === 'cong-thuc');
  assert.deepEqual(texts(row).slice(1, 6), ['=HYPERLINK Mẫu', '1990', 'nữ', 'ubnd-minh-duc', '+Chức vụ']);
  assert.ok(rows.flat().every((c) => !c?.formula));
  const csv = (await fetched(s, 'duc', (await asked(as('duc'), list, 'csv')).id)).bytes.toString('utf8');
  assert.match(csv, /\ncong-thuc,'=HYPERLINK Mẫu,1990,nữ,ubnd-minh-duc,'\+Chức vụ,cán bộ/);
});

test('as CSV that Excel reads: a byte order mark, days as people write them; as JSON the route\'s own rows', async () => {
  const list = `/units/${unit('bach-sam')}/people`;
  const csv = (await fetched(s, 'hoa', (await asked(as('hoa'), list, 'csv')).id)).bytes.toString('utf8');
  assert.ok(csv.startsWith('\ufeffMã cán bộ,Họ và tên,Ngày sinh,'));
  assert.match(csv, /\nan,Học Viên Mẫu an,01\/01\/1985,nam,/);
  const json = JSON.parse((await fetched(s, 'hoa', (await asked(as('hoa'), list, 'json')).id)).bytes.toString('utf8'));
  assert.deepEqual(json.items, (await as('hoa').get(`${list}?limit=200`)).items);
  const english = (await fetched(s, 'hoa', (await asked(as('hoa'), list, 'csv', { language: 'en' })).id)).bytes.toString('utf8');
  assert.match(english, /^\ufeffCode,Full name,Date of birth,Sex,/);
  assert.match(english, /\nan,Học Viên Mẫu an,1985-01-01,male,/);
});

test('what is written out is known when it is brought back in, and nothing of it is new', async () => {
  for (const format of ['xlsx', 'csv']) {
    const { id, name } = await asked(as('hoa'), `/units/${unit('bach-sam')}/people`, format);
    const list = await bring(as('hoa'), unit('bach-sam'), { name, file: (await fetched(s, 'hoa', id)).bytes });
    const rows = await imported(as('hoa'), list.id);
    assert.deepEqual([list.state, list.rows_known, list.rows_new, list.rows_unmatched, list.rows_error], ['ready', 4, 0, 0, 0],
      JSON.stringify(rows.map((row) => [row.verdict, row.problems])));
  }
});

test('filters and a searched name hold for the file; a name stands in no address and in no record', async () => {
  assert.equal((await asked(as('hoa'), `/units/${unit('bach-sam')}/people?category=cadre&limit=1`)).rows_done, 0);
  const found = await asked(as('hoa'), `/units/${unit('bach-sam')}/people/search`, 'csv', { search: { q: 'binh' } });
  assert.equal(found.rows_done, 1);
  assert.match((await fetched(s, 'hoa', found.id)).bytes.toString('utf8'), /\nbinh,/);
  assert.ok(!JSON.stringify(recorded()).includes('"binh"'));
  await as('hoa').post('/exports', { list: `/units/${unit('bach-sam')}/people?nonsense=1`, format: 'csv' }).expect(422);
  await as('hoa').post('/exports', { list: `/units/${unit('bach-sam')}/people/search`, format: 'csv' }).expect(422, { code: 'export_list_unknown' });
});

test('only who asked has the file, and only as long as the list may be seen', async () => {
  const list = `/units/${unit('bach-sam')}/people`, made = await asked(as('hoa'), list);
  for (const path of [`/exports/${made.id}`, `/exports/${made.id}/file`]) {
    await as('root').get(path).expect(403, { code: 'forbidden' });
    await as('duc').get(path).expect(403, { code: 'forbidden' });
  }
  await as('duc').post('/exports', { list, format: 'csv' }).expect(403, { code: 'forbidden' });
  await as().post('/exports', { list, format: 'csv' }).expect(401);
  await as('hoa').post('/exports', { list: '/me', format: 'csv' }).expect(422, { code: 'export_list_unknown' });
  await as('hoa').post('/exports', { list: '/units/1/lists', format: 'csv' }).expect(422, { code: 'export_list_unknown' });
  // What waits is asked with the rights of the moment it is written.
  s.sql('owner', `INSERT INTO list_export (account_id, list, address, format, language, name, asked_at)
    SELECT id, '/units/<unit>/people', '${list}', 'csv', 'vi', 'x.csv', now() FROM account WHERE name = 'duc'`);
  let late;
  do [late] = s.sql('owner', `SELECT e.state, e.refusal FROM list_export e JOIN account a ON a.id = e.account_id WHERE a.name = 'duc' AND e.name = 'x.csv'`); while (late.state === 'waiting');
  assert.deepEqual({ ...late }, { state: 'refused', refusal: 'export_forbidden' });
  await as('hoa').delete(`/exports/${made.id}`).expect(204);
  await as('hoa').get(`/exports/${made.id}`).expect(403);
});

test('that a list of people was taken out is on record: which, with what filter, how many', async () => {
  const list = `/units/${unit('bach-sam')}/people?category=civil_servant`;
  await asked(as('hoa'), list, 'csv');
  const [line] = recorded().filter((r) => r.action === 'export').slice(-1), after = typeof line.after === 'string' ? JSON.parse(line.after) : line.after;
  assert.deepEqual(after, { list: '/units/<unit>/people', address: list, searched: false, format: 'csv', rows: 4 });
  assert.equal(Number(line.unit_id), unit('bach-sam'));
  assert.ok((await as('auditor').get('/audit?action=export')).items.some((row) => row.object === 'list_export'));
});

test('a class\'s people and its roll carry its code in their names', async () => {
  const nominated = await asked(as('hoa'), `/classes/${class1}/enrolments`), session = (await as('office').get(`/classes/${class1}/sessions`)).items[0].id;
  assert.match(nominated.name, /^danh-sach-lop-lop-1-\d{8}\.xlsx$/);
  assert.deepEqual(sheet((await fetched(s, 'hoa', nominated.id)).bytes).rows.slice(HEAD + 1).map((row) => texts(row)[0]).sort(), ['an', 'binh']);
  assert.match((await asked(as('office'), `/sessions/${session}/attendance`)).name, /^diem-danh-lop-1-1-\d{8}\.xlsx$/);
  const { rows } = sheet((await fetched(s, 'office', (await asked(as('office'), '/classes')).id)).bytes);
  assert.deepEqual(texts(rows[HEAD + 1]).slice(0, 10), ['lop-1', 'Lớp mẫu', 'attt', 'An toàn thông tin', 'Thị xã Mỹ Hào', 'mở đăng ký', 30, 0, '', 1]);
});

test('every list of the API is in the table of lists, and every heading has its sentence', async () => {
  const routes = readFileSync(join(ROOT, 'server/routes.def'), 'utf8').matchAll(/^(?:QUERY|ROUTE|SLOW)\((GET), "(\/[^/][^"]*)".*?(?:MANY|WHOLE)\(\w+\), "/gm);
  const lines = [...readFileSync(join(ROOT, 'server/features/exports/exports.def'), 'utf8').matchAll(/^LIST\((\w+), "([^"]+)", "([^"]+)", "([^"]+)"\)$/gm)];
  // One's own sessions, tokens and feeds, what a page needs while somebody works, what has a way of its own.
  const none = new Set(['/me/sessions', '/me/tokens', '/me/filters', '/accounts/<id>/tokens', '/feeds', '/exports', '/settings', '/consent-texts', '/me/check-ins', '/lists/<import>/rows', '/retention/<proposal>/items', '/units/<unit>/paper-templates']);
  const listed = new Set(lines.map(([, method, path]) => `${method} ${path}`));
  const all = [...routes].map(([, method, path]) => `${method} ${path}`);
  assert.ok(all.length > 50);
  assert.deepEqual(all.filter((route) => !listed.has(route) && !none.has(route.slice(4))), []);
  const vi = JSON.parse(readFileSync(join(ROOT, 'web/messages/vi.json'), 'utf8'));
  const heads = lines.flatMap(([, , , , columns]) => columns.split(' ').map((c) => `export.head_${/=(\w+)/.exec(c)?.[1] ?? /^\w+/.exec(c)[0]}`));
  const titles = lines.map(([, , , file]) => `export.list_${file.replaceAll('-', '_')}`), wanted = new Set([...heads, ...titles]);
  assert.deepEqual([...wanted].filter((key) => !(key in vi)), []);
  assert.deepEqual(Object.keys(vi).filter((key) => /^export\.(head|list)_/.test(key) && !wanted.has(key)), []);
});

test('every list is written, in every way it can be, by whoever may see it', async () => {
  const of = { unit: unit('my-hao'), class: class1, course: 1, plan: 1, task: 1, indicator: 1, person: 1, enrolment: 1, id: 1, session: 1 };
  for (const name of ['course', 'plan', 'task', 'enrolment', 'session']) of[name] = Number(s.sql('owner', `SELECT min(id) AS id FROM ${name}`)[0].id);
  of.person = Number(s.sql('owner', `SELECT id FROM person WHERE code = 'an'`)[0].id);
  of.id = Number(s.sql('owner', `SELECT id FROM account WHERE name = 'root'`)[0].id);
  const lines = [...readFileSync(join(ROOT, 'server/features/exports/exports.def'), 'utf8').matchAll(/^LIST\((\w+), "([^"]+)", "([^"]+)"/gm)];
  const wrong = [];
  for (let at = 0; at < lines.length; at += 20) {
    s.sql('owner', 'DELETE FROM list_export');
    await Promise.all(lines.slice(at, at + 20).map(async ([, method, path, file]) => {
      const list = path.replace(/<(\w+)>/g, (_, what) => of[what]) + (path.startsWith('/coverage/') ? `?target=T1&unit=my-hao${path.endsWith('people') ? '&state=missing' : ''}` : '');
      const made = await asked(as(path === '/audit' ? 'auditor' : 'root'), list, 'xlsx', method === 'POST' ? { search: { q: 'a' } } : {}).catch((e) => ({ refusal: e.message }));
      if (made.state !== 'made') wrong.push(`${path}: ${made.refusal}`);
      else if (!made.name.startsWith(file)) wrong.push(`${path}: ${made.name}`);
    }));
  }
  assert.deepEqual(wrong, []);
});
