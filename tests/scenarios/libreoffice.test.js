// SPDX-License-Identifier: GPL-3.0-or-later
// Every file an office is given to go on with opens in LibreOffice, and says there what it said here: lists taken out,
// workbooks to fill in, a list given back, letters.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { book, texts } from '../help/book.js';
import { ROOT } from '../help/cluster.js';
import { asked, fetched as made } from '../help/exports.js';
import { opened } from '../help/libreoffice.js';
import { bring } from '../help/lists.js';
import { fetched } from '../help/pdf.js';
import { xlsx } from '../help/xlsx.js';
import { unzip } from '../help/zip.js';
import { classWith, world } from './training_world.js';

const defined = (file, pattern) => [...readFileSync(join(ROOT, 'server/features', file), 'utf8').matchAll(pattern)];
const LISTS = defined('exports/exports.def', /^LIST\((\w+), "([^"]+)", "([^"]+)"/gm).map(([, method, path, file]) => ({ method, path, file }));
const KINDS = defined('lists/kinds.def', /^KIND\((\w+), /gm).map(([, kind]) => kind);
const LETTERS = defined('paper/letter.c', /\.one_of = "(invitation[^"]*)"/g)[0][1].split('|');
const ODD = 'Học Viên <b>Mẫu</b> & "Ưở"';
const files = {};
let w, c, read;

async function lists() {
  const of = { unit: w.unit('my-hao'), class: c.id, course: w.course('attt'), person: w.person('an'), session: c.session };
  for (const name of ['plan', 'task', 'enrolment']) of[name] = Number(w.sql('owner', `SELECT min(id) AS id FROM ${name}`)[0].id);
  of.id = Number(w.sql('owner', `SELECT id FROM account WHERE name = 'root'`)[0].id);
  const address = (path) => path.replace(/<(\w+)>/g, (_, what) => of[what] ?? 1) + (path.startsWith('/coverage/') ? `?target=T1&unit=my-hao${path.endsWith('people') ? '&state=missing' : ''}` : '');
  for (let at = 0; at < LISTS.length; at += 10) {
    w.sql('owner', 'DELETE FROM list_export');
    await Promise.all(LISTS.slice(at, at + 10).flatMap(({ method, path }) => ['xlsx', 'csv'].map(async (format) => {
      const who = path === '/audit' ? 'auditor' : 'root', more = method === 'POST' ? { search: { q: 'a' } } : {};
      const { id } = await asked(w.as(who), address(path), format, more);
      files[`${method} ${path}.${format}`] = (await made(w, who, id)).bytes;
    })));
  }
}

async function workbooks() {
  for (const kind of KINDS) for (const language of ['vi', 'en']) {
    const r = await fetch(`${w.url}/api/v1/units/${w.unit('my-hao')}/list-template.xlsx?kind=${kind}`, { headers: { authorization: `Bearer ${w.tokens.office}`, 'accept-language': language } });
    assert.equal(r.status, 200, kind);
    files[`fill in ${kind} ${language}.xlsx`] = Buffer.from(await r.arrayBuffer());
  }
  const wrong = xlsx([['Họ và tên', 'Ngày sinh', 'Loại cán bộ'], ['=1+1', '31/02/1990', 'công chức'], ['Học Viên Mẫu Ưở', '01/02/1991', 'công chức']]);
  const list = await bring(w.as('hoa'), w.unit('bach-sam'), { file: wrong });
  files['given back.xlsx'] = (await fetched(w, 'hoa', `/lists/${list.id}/errors.xlsx`)).bytes;
}

async function letters() {
  const paths = Object.fromEntries(LETTERS.map((kind) => [kind, `/classes/${c.id}/letter.docx?kind=${kind}`]));
  Object.assign(paths, { list: `/units/${w.unit('bach-sam')}/nominations.docx?class=${c.id}`, year: `/units/${w.unit('my-hao')}/training-year.docx?year=2026`,
    record: `/people/${w.person('an')}/training-record.docx` });
  for (const [name, path] of Object.entries(paths)) {
    const got = await fetched(w, name === 'list' ? 'hoa' : 'office', path);
    assert.equal(got.status, 200, `${name}: ${got.bytes}`);
    files[`letter ${name}.docx`] = got.bytes;
  }
}

before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z', accounts: { root: ['admin hung-yen'] },
    more: { populations: [{ unit: 'bach-sam', base: 'working_age', definition: 'imported', as_of: '2025-12-31', count: '12345', source: 'Niên giám mẫu' }] } });
  await w.given({ people: [{ person: 'odd', full_name: ODD.normalize('NFD'), birth_date: '1990', sex: 'female' }, { person: 'sum', full_name: '=SUM Mẫu', birth_date: '1991-12-31', sex: 'male' }],
    affiliations: ['odd', 'sum'].map((person) => ({ person, unit: 'ubnd-bach-sam', valid_from: '2020-01-01', category: 'civil_servant', position: '+Chức vụ, "một"' })) });
  c = await classWith(w, { title: 'An toàn số & mạng <1>', state: 'open', sessions: [{ date: '2026-09-11', start: '08:00', periods: 4, venue: 'Hội trường A', trainer: w.person('lan') }] });
  await w.as('office').put(`/classes/${c.id}/quotas`, [{ unit: 'bach-sam', seats: 5 }]).expect(200);
  await w.as('hoa').post(`/units/${w.unit('bach-sam')}/nominations`, { class: c.id, codes: ['an', 'binh', 'odd', 'sum'] }).expect(200);
  await lists();
  await workbooks();
  await letters();
  read = opened(files);
});
after(() => w?.stop());

// A file's lines as we wrote them; the apostrophe in front of what looks like a formula is for spreadsheets alone.
function csv(text) {
  const cells = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].slice(0, -1).map(([, cell]) => cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
  return text.replace(/^\ufeff/, '').trimEnd().split('\n').map((line) => cells(`${line},`).map((cell) => cell.replace(/^'(?=[=+\-@])/, '')));
}
// As a number shows itself in a cell of no form of its own: 50 of 50,0.
const bare = (row) => { const cells = row.map((cell) => cell.trim().replace(/^(-?\d+,\d*?)0+$/, '$1').replace(/^(-?\d+),$/, '$1')); while (cells.at(-1) === '') cells.pop(); return cells; };
// What a spreadsheet takes for a number in a CSV loses its zeros: known, and why lists go out as workbooks first.
const asNumber = (row) => bare(row).map((cell) => cell.replace(/^'(?=[=+\-@])/, '').replace(/^-?\d[\d.]*$/, (n) => String(Number(n))));

test('every list: the workbook shows the days, numbers and texts of the CSV, and nothing is computed', () => {
  const HEAD = 3;
  assert.ok(LISTS.length > 60);
  for (const { method, path } of LISTS.filter(({ path }) => path !== '/audit')) {	// which grew by the line that it was taken out
    const name = `${method} ${path}`, written = csv(files[`${name}.csv`].toString('utf8')), [sheet] = read[`${name}.xlsx`].sheets;
    assert.deepEqual(sheet.slice(HEAD).map(bare), written.map(bare), name);
    assert.deepEqual(read[`${name}.csv`].sheets[0].map(asNumber), written.map(asNumber), `${name} as CSV`);
  }
  assert.ok(read['GET /audit.xlsx'].sheets[0].length > HEAD + 1);
  const staff = read['GET /units/<unit>/people.xlsx'].sheets[0], of = (code) => staff.find((row) => row[0] === code);
  assert.deepEqual(of('odd').slice(1, 4), [ODD, '1990', 'nữ']);
  assert.deepEqual([of('sum').slice(1, 3), of('sum')[5]], [['=SUM Mẫu', '31/12/1991'], '+Chức vụ, "một"']);
});

test('workbooks to fill in, and a list given back, have their sheets, titles and reasons', () => {
  for (const [name, bytes] of Object.entries(files).filter(([name]) => /^(fill in|given back)/.test(name))) {
    const sheets = Object.values(book(bytes)), shown = read[name].sheets;
    assert.equal(shown.length, sheets.length, name);
    for (const [i, { rows }] of sheets.entries()) {
      const wanted = Array.from(rows, (row) => texts(row).filter((cell) => cell !== '').map(String));
      assert.deepEqual(shown[i].map((row) => row.filter((cell) => cell !== '')).slice(0, wanted.length), wanted.map((row) => row.map((cell) => cell.trim())), `${name} ${i}`);
    }
  }
  assert.equal(read['given back.xlsx'].sheets[0][1][0], '=1+1');
});

test('every letter holds the words of its document, in its order', () => {
  for (const [name, bytes] of Object.entries(files).filter(([name]) => name.endsWith('.docx'))) {
    const body = new Map(unzip(bytes)).get('word/document.xml').toString('utf8');
    const said = [...body.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>|<\/w:p>/g)].map(([, text]) => text ?? ' ').join('')
      .replace(/&(lt|gt|quot|apos|amp);/g, (_, what) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[what]);
    assert.equal(read[name].text.replace(/\s+/g, ''), said.replace(/\s+/g, ''), name);
  }
  assert.ok(read['letter decision.docx'].text.includes('An toàn số & mạng <1>'));
  assert.ok(read['letter list.docx'].text.includes(ODD));
});

test('all that was read is in composed letters', () => {
  for (const [name, { text }] of Object.entries(read)) assert.equal(text, text.normalize('NFC'), name);
});
