// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates: whom they are given, their numbers, what proves them, who sees them, and what revoking and forgetting leave.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporary } from '../help/cluster.js';
import { DATA, commandLine, hocvu } from '../help/hocvu.js';
import { fetched, pdf } from '../help/pdf.js';
import { unzip } from '../help/zip.js';
import { classWith, world } from './training_world.js';

let w, c, folder, items, key;
const as = commandLine(() => w);
const finish = async (title, seats, present) => {
  const made = await classWith(w, { title, seats, sessions: [{ date: '2026-09-01', start: '08:00', periods: 4 }, { date: '2026-09-02', start: '08:00', periods: 4 }] });
  for (const session of made.items) {
    await w.as('office').put(`/sessions/${session.id}/attendance`, seats.map((code) => ({ person: w.person(code), status: present.includes(code) ? 'present' : 'unexcused' }))).expect(200);
  }
  await w.as('office').post(`/classes/${made.id}/state`, { state: 'finished' }).expect(200);
  return made;
};

before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z' });
  folder = mkdtempSync(join(temporary(), 'certificates'));
  c = await finish('Lớp 1', ['an', 'binh', 'chi', 'dung'], ['an', 'binh', 'chi']);
});
after(() => w?.stop());

const issue = (k, body = {}, who = 'office') => w.as(who).post(`/classes/${k.id}/certificates`, body);
const file = (certificate, who = 'office') => fetched(w, who, `/certificates/${certificate.id}/file.pdf`);
const serialOf = (certificate) => w.sql('owner', `SELECT serial FROM certificate WHERE id = ${certificate.id}`)[0].serial;
const page = (serial) => w.as().get(`//certificates/${serial}`).reply();

test('everybody who completed a finished class is given one, once, numbered without gaps', async () => {
  const open = await classWith(w, { title: 'Đang học', seats: ['an'] });
  await issue(open).expect(409, { code: 'certificate_class_open' });
  await issue(c, { text: 'Cho {ten}' }).expect(422, { errors: [{ pointer: '/text', code: 'certificate_field_unknown', detail: /ten/ }] });
  await issue(c, { text: 'Cho {name' }).expect(422, { errors: [{ code: 'certificate_field_unknown' }] });
  const made = await issue(c, { signer: 'CHỦ TỊCH' }).expect(201, { issued: 3, first: 1, last: 3, year: 2026 });
  assert.equal(made.issued, 3);
  await issue(c).expect(409, { code: 'certificate_none_due' });
  ({ items } = await w.as('office').get(`/classes/${c.id}/certificates`).expect(200));
  assert.deepEqual(items.map((i) => [i.number, i.holder]), [[1, 'Học Viên Mẫu an'], [2, 'Học Viên Mẫu binh'], [3, 'Học Viên Mẫu chi']]);
  const next = await finish('Lớp 2', ['em', 'giang'], ['em', 'giang']);
  const both = await Promise.all([issue(next).reply(), issue(next).reply()]);
  assert.deepEqual(both.map((r) => r.status).sort(), [201, 409]);
  const numbers = w.sql('owner', 'SELECT number FROM certificate ORDER BY number').map((r) => Number(r.number));
  assert.deepEqual(numbers, [1, 2, 3, 4, 5]);
});

test('the paper says who, what and when, in embedded fonts, and its code leads to the public check', async () => {
  const got = await file(items[0]);
  assert.deepEqual([got.status, got.type, got.name], [200, 'application/pdf', 'giay-chung-nhan-1-2026.pdf']);
  writeFileSync(join(folder, 'an.pdf'), got.bytes);
  const paper = pdf(got.bytes, { shots: process.env.HOCVU_SHOTS && join(process.env.HOCVU_SHOTS, 'certificate') });
  assert.equal(paper.pages, 1);
  for (const said of ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'THỊ XÃ MỸ HÀO', 'GIẤY CHỨNG NHẬN', 'Học Viên Mẫu an', 'Sinh ngày 01/01/1985', 'UBND phường Bạch Sam',
    'Đã hoàn thành khóa: An toàn thông tin (8 tiết)', 'từ ngày 01/09/2026 đến ngày 02/09/2026', 'Số: 1/2026', 'Mỹ Hào, ngày 05 tháng 9 năm 2026', 'CHỦ TỊCH']) {
    assert.ok(paper.text.includes(said), `${said} is not in\n${paper.text}`);
  }
  assert.ok(paper.fonts.every((f) => f.embedded && f.unicode));
  assert.deepEqual(paper.codes, [`${w.url}/certificates/${serialOf(items[0])}`]);
  assert.ok((await file(items[0])).bytes.equals(got.bytes), 'made again it is the same bytes');
});

test('the file proves itself offline; one changed byte anywhere and it does not', async () => {
  ({ key } = await w.as().get('/certificate-key').expect(200));
  const path = join(folder, 'an.pdf'), bytes = readFileSync(path);
  const good = await hocvu(['verify-certificate', path, '--key', key], { url: 'http://127.0.0.1:9' });
  assert.equal(good.code, 0, good.err);
  assert.match(good.out, /^number: 1\/2026\noffice: THỊ XÃ MỸ HÀO\n[^]*holder: Học Viên Mẫu an\n/);
  assert.match(good.err, /HỢP LỆ/);
  writeFileSync(join(folder, 'keys'), `${'A'.repeat(43)}\n${key}\n`);
  assert.equal((await hocvu(['verify-certificate', path, '--key', join(folder, 'keys')])).code, 0);
  assert.equal((await hocvu(['verify-certificate', path, '--key', 'A'.repeat(43)])).code, DATA);
  const places = [0, 9, Math.floor(bytes.length / 2), bytes.indexOf('%holder: ') + 12, bytes.length - 130, bytes.length - 2];
  for (const at of places) {
    const other = Buffer.from(bytes);
    other[at] ^= 1;
    writeFileSync(join(folder, 'other.pdf'), other);
    const r = await hocvu(['verify-certificate', join(folder, 'other.pdf'), '--key', key]);
    assert.equal(r.code, DATA, `byte ${at}: ${r.out}${r.err}`);
    assert.equal(r.out, '');
  }
  for (const [name, other] of Object.entries({ cut: bytes.subarray(0, -1), longer: Buffer.concat([bytes, Buffer.from('\n')]), none: Buffer.from('%PDF-1.5\n'), empty: Buffer.alloc(0) })) {
    writeFileSync(join(folder, 'other.pdf'), other);
    assert.equal((await hocvu(['verify-certificate', join(folder, 'other.pdf'), '--key', key])).code, DATA, name);
  }
});

test('the public check tells whether it counts and shows no name', async () => {
  const r = await page(serialOf(items[0]));
  assert.equal(r.status, 200);
  assert.match(r.text, /Giấy này có giá trị/);
  assert.match(r.text, /H\. V\. M\. A\./);
  assert.ok(!/Học Viên|1985|Bạch Sam/.test(r.text), r.text);
  assert.match(r.headers.get('x-robots-tag'), /noindex/);
  const serial = serialOf(items[0]);
  assert.equal((await page(serial.slice(0, -1) + (serial.endsWith('_') ? '-' : '_'))).status, 404);
  assert.equal((await page('x')).status, 404);
  w.sql('owner', `UPDATE certificate SET holder = 'Người Khác' WHERE id = ${items[1].id}`);
  assert.match((await page(serialOf(items[1]))).text, /Chữ ký không khớp/);
  w.sql('owner', `UPDATE certificate SET holder = 'Học Viên Mẫu binh' WHERE id = ${items[1].id}`);
  assert.match((await page(serialOf(items[1]))).text, /Giấy này có giá trị/);
});

test('its holder, their head, who runs, teaches or audits the class see it; nobody else', async () => {
  const of = items[0];
  for (const [who, status] of [['an', 200], ['office', 200], ['auditor', 200], ['hoa', 200], ['duc', 403], ['elsewhere', 403], ['lan', 403], ['team', 403]]) {
    assert.equal((await file(of, who)).status, status, who);
  }
  await w.as('an').get('/me/certificates').expect(200, { items: [{ number: 1, course: 'An toàn thông tin' }], next: null });
  await w.as('lan').get('/me/certificates').expect(200, { items: [] });
  await issue(c, {}, 'hoa').expect(403);
});

test('all of a class come in one archive, made by a job that says how far it is', async () => {
  const b = await w.as('office').post(`/classes/${c.id}/certificate-files`, {}).expect(201, { files: 3 });
  const path = `/classes/${c.id}/certificate-files/${b.id}`;
  for (let waited = 0, made = 0; made < 3; waited += 100) {
    ({ made } = await w.as('office').get(path).expect(200));
    if (waited > 60_000) assert.fail(`${made} of 3`);
    await sleep(100);
  }
  const got = await fetched(w, 'office', `${path}/all.zip`);
  assert.equal(got.type, 'application/zip');
  const files = unzip(got.bytes);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  assert.deepEqual(files.map(([name]) => name), [1, 2, 3].map((n) => `giay-chung-nhan-${c.code}-000${n}-2026.pdf`));
  assert.equal((await hocvu(['verify-certificate', join(folder, `giay-chung-nhan-${c.code}-0002-2026.pdf`), '--key', key])).code, 0);
  await w.as('duc').get(path).expect(403);
  const other = await classWith(w, { title: 'Khác' });
  await w.as('office').get(`/classes/${other.id}/certificate-files/${b.id}`).expect(404);
  await as('office', ['certificate', 'files', c.code, '--out', join(folder, 'again.zip')]);
  assert.equal(readFileSync(join(folder, 'again.zip')).length, got.bytes.length);
});

test('revoked with a reason it counts no more, keeps its number, and another may be given', async () => {
  const of = items[2];
  await w.as('hoa').post(`/certificates/${of.id}/revocation`, { why: 'cấp nhầm' }).expect(403);
  await w.as('office').post(`/certificates/${of.id}/revocation`, { why: 'x' }).expect(422);
  await w.as('office').post(`/certificates/${of.id}/revocation`, { why: 'cấp nhầm tên' }).expect(200, { revoked_why: 'cấp nhầm tên' });
  await w.as('office').post(`/certificates/${of.id}/revocation`, { why: 'cấp nhầm tên' }).expect(409, { code: 'certificate_already_revoked' });
  const r = await page(serialOf(of));
  assert.match(r.text, /đã bị thu hồi/);
  assert.ok(!r.text.includes('cấp nhầm tên'), 'the reason is the office\'s');
  assert.equal((await file(of)).status, 409);
  await issue(c).expect(201, { issued: 1, first: 6, last: 6 });
  const [act] = w.sql('owner', `SELECT count(*) AS n FROM audit WHERE object = 'certificate' AND row_id = ${of.id} AND action = 'update' AND after ->> 'revoked_why' = 'cấp nhầm tên'`);
  assert.equal(Number(act.n), 1);
  assert.throws(() => w.sql('app', `UPDATE certificate SET holder = 'x' WHERE id = ${of.id}`), /permission denied/);
  assert.throws(() => w.sql('app', `DELETE FROM certificate WHERE id = ${of.id}`), /permission denied/);
});

test('who is made unknown leaves a number without a name', async () => {
  const [mine] = w.sql('owner', `SELECT id, number FROM certificate WHERE person_id = ${w.person('giang')}`);
  const told = w.sql('owner', `SELECT d.record FROM (SELECT set_config('hocvu.person', '${w.person('giang')}', false) AS x OFFSET 0) s, LATERAL person_data(${w.person('giang')} + length(s.x) * 0) d`);
  assert.ok(told.some((row) => row.record === 'certificate'), JSON.stringify(told));
  w.sql('owner', `SELECT people_anonymised(ARRAY[${w.person('giang')}]::bigint[], '2026-09-05')`);
  assert.deepEqual(w.sql('owner', `SELECT holder, words FROM certificate WHERE id = ${mine.id}`), [{ holder: null, words: null }]);
  assert.equal((await file(mine)).status, 409);
  assert.match((await page(serialOf(mine))).text, /đã được xóa/);
});
