// SPDX-License-Identifier: GPL-3.0-or-later
// Signed paper comes back as photographs: in parts, recognised, sealed, shown to who may see the roll, removed with a
// reason; what breaks off half-way goes on.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { temporary } from '../help/cluster.js';
import { NOT_ALLOWED, commandLine } from '../help/hocvu.js';
import { fetched } from '../help/pdf.js';
import { photograph, send } from '../help/scans.js';
import { classWith, world } from './training_world.js';

let w, c;
const sha = (bytes) => createHash('sha256').update(bytes).digest('hex');
before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z' });
  c = await classWith(w, { seats: ['an', 'binh'], sessions: [{ date: '2026-09-05', start: '08:00', periods: 4, trainer: w.person('lan') }, { date: '2026-09-06', start: '08:00', periods: 4 }] });
});
after(() => w?.stop());

test('a photograph comes in parts, is kept as it came, and stands sealed', async () => {
  const page = photograph(500_000);
  const kept = await send(w.as('lan'), c.session, page);
  assert.deepEqual([kept.kind, kept.bytes, kept.digest, kept.parts, kept.account, kept.also], ['jpeg', 500_000, sha(page), 3, 'lan', null]);
  for (const who of ['lan', 'office', 'auditor']) {
    const got = await fetched(w, who, `/scans/${kept.id}/file`);
    assert.deepEqual([got.status, got.type, got.name], [200, 'image/jpeg', `ban-ky-attt-1-buoi-1-20260905-${kept.id}.jpg`], who);
    assert.ok(got.bytes.equals(page), who);
  }
  await w.as('auditor').get(`/sessions/${c.session}/scans`).expect(200, { items: [{ id: kept.id, kind: 'jpeg' }] });
  for (const who of ['hoa', 'an', 'nam', 'elsewhere', 'team']) {
    assert.equal((await fetched(w, who, `/scans/${kept.id}/file`)).status, 403, who);
    await w.as(who).get(`/sessions/${c.session}/scans`).expect(403);
  }
  const stored = w.sql('owner', `SELECT encode(p.sealed, 'hex') AS x, p.key FROM scan_part p WHERE p.scan_id = ${kept.id} ORDER BY part`);
  assert.ok(stored.every((p) => p.key === 'k1'));
  assert.ok(!stored.map((p) => p.x).join('').includes(Buffer.from(page.subarray(0, 60).toString('base64')).toString('hex')), 'nothing of it in clear');
  const [{ size }] = w.sql('owner', `SELECT sum(length(sealed)) AS size FROM scan_part WHERE scan_id = ${kept.id}`);
  assert.ok(Number(size) < page.length * 1.35, `${size} bytes for ${page.length}`);
});

test('the same page again is the same page, also of another session', async () => {
  const page = photograph(1000, 7);
  const first = await send(w.as('lan'), c.session, page);
  const again = await w.as('office').post(`/sessions/${c.session}/scans`, { name: 'khac.jpg', bytes: page.length, digest: sha(page) }).expect(200, { id: first.id, kind: 'jpeg', name: 'to.jpg' });
  assert.equal(again.kept_at, first.kept_at);
  await w.as('office').put(`/scans/${first.id}/parts/1`, { content: page.toString('base64') }).expect(409, { code: 'scan_kept_already' });
  const elsewhere = await send(w.as('office'), c.items[1].id, page);
  assert.notEqual(elsewhere.id, first.id);
  assert.equal(elsewhere.also, c.session);
});

test('an upload that broke off goes on where it was, whoever goes on', async () => {
  const page = photograph(400_000, 3), path = `/sessions/${c.session}/scans`, begin = { name: 'to.jpg', bytes: page.length, digest: sha(page) };
  const { id } = await w.as('lan').post(path, begin).expect(201, { kind: null, parts: 0 });
  await w.as('lan').put(`/scans/${id}/parts/1`, { content: page.subarray(0, 180_000).toString('base64') }).expect(204);
  await w.as('lan').post(`/scans/${id}/sent`).expect(409, { code: 'scan_incomplete' });
  assert.equal((await fetched(w, 'lan', `/scans/${id}/file`)).status, 404);
  await w.at('2026-09-05T04:00:00Z');	// the server went away in between
  await w.as('office').post(path, begin).expect(200, { id, parts: 1, kind: null, account: 'office' });
  await w.as('office').put(`/scans/${id}/parts/3`, { content: page.subarray(360_000).toString('base64') }).expect(204);
  await w.as('office').post(`/scans/${id}/sent`).expect(409, { code: 'scan_incomplete' });
  await w.as('office').put(`/scans/${id}/parts/2`, { content: page.subarray(180_000, 360_000).toString('base64') }).expect(204);
  await w.as('office').post(`/scans/${id}/sent`).expect(200, { kind: 'jpeg', parts: 3 });
  await w.as('office').post(`/scans/${id}/sent`).expect(200, { kind: 'jpeg' });
});

test('what never came whole is cleared away after a day, by nobody', async () => {
  const page = photograph(900, 4);
  const { id } = await w.as('lan').post(`/sessions/${c.session}/scans`, { name: 'to.jpg', bytes: page.length, digest: sha(page) }).expect(201);
  await w.as('lan').put(`/scans/${id}/parts/1`, { content: page.subarray(0, 300).toString('base64') }).expect(204);
  w.sql('owner', `UPDATE scan SET begun_at = begun_at - interval '23 hours' WHERE id = ${id}`);
  const forget = (before) => Number(w.sql('app', `SELECT scans_forget('${before}') AS n`)[0].n);
  assert.equal(forget('2026-09-04T04:00:00Z'), 0);
  assert.equal(forget('2026-09-04T06:00:00Z'), 1);
  await w.as('lan').get(`/scans/${id}`).expect(403);
});

test('nonsense is refused in words', async () => {
  const path = `/sessions/${c.session}/scans`, text = Buffer.from('#!/bin/sh\necho khong phai anh\n');
  const begin = (bytes, more = {}) => ({ name: 'to.jpg', bytes: bytes.length, digest: sha(bytes), ...more });
  for (const [bytes, said] of [[text, 'a script'], [Buffer.concat([Buffer.from('GIF89a'), text]), 'a GIF'], [Buffer.from('<html>%PDF-'), 'a page'], [Buffer.from([0xff, 0xd8, 0xff]), 'a beginning']]) {
    const { id } = await w.as('lan').post(path, begin(bytes)).expect(201);
    await w.as('lan').put(`/scans/${id}/parts/1`, { content: bytes.toString('base64') }).expect(204);
    const { code } = await w.as('lan').post(`/scans/${id}/sent`).expect(422);
    assert.equal(code, 'scan_kind_unknown', said);
  }
  const page = photograph(2000, 9);
  const { id } = await w.as('lan').post(path, begin(page, { digest: 'ab'.repeat(32) })).expect(201);
  await w.as('lan').put(`/scans/${id}/parts/1`, { content: page.toString('base64') }).expect(204);
  await w.as('lan').post(`/scans/${id}/sent`).expect(422, { code: 'scan_differs' });
  await w.as('lan').put(`/scans/${id}/parts/1`, { content: Buffer.concat([page, page]).toString('base64') }).expect(204);
  await w.as('lan').post(`/scans/${id}/sent`).expect(409, { code: 'scan_incomplete' });
  await w.as('lan').put(`/scans/${id}/parts/1`, { content: '****' }).expect(204);
  await w.as('lan').post(`/scans/${id}/sent`).expect(409, { code: 'scan_incomplete' });
  await w.as('lan').put(`/scans/${id}/parts/201`, { content: 'AAAA' }).expect(422, { code: 'scan_parts_too_many' });
  await w.as('lan').post(path, begin(page, { digest: 'AB'.repeat(32) })).expect(422, { code: 'scan_digest_form' });
  await w.as('lan').post(path, begin(page, { digest: 'ab' })).expect(422);
  await w.as('lan').post(path, begin(page, { bytes: (8 << 20) + 1 })).expect(422);
  await w.as('lan').post(path, begin(page, { bytes: 0 })).expect(422);
});

test('a session of others is out of reach, whichever way', async () => {
  const page = photograph(700, 11), mine = await send(w.as('lan'), c.session, page);
  for (const who of ['nam', 'elsewhere', 'hoa', 'an']) {
    await w.as(who).post(`/sessions/${c.session}/scans`, { name: 'x', bytes: 9, digest: '0'.repeat(64) }).expect(403);
    await w.as(who).get(`/scans/${mine.id}`).expect(403);
    await w.as(who).put(`/scans/${mine.id}/parts/1`, { content: 'AAAA' }).expect(403);
    await w.as(who).post(`/scans/${mine.id}/removal`, { why: 'không phải của tôi' }).expect(403);
  }
  await w.as('auditor').post(`/sessions/${c.session}/scans`, { name: 'x', bytes: 9, digest: '0'.repeat(64) }).expect(403);
  await w.as('office').post('/sessions/999999/scans', { name: 'x', bytes: 9, digest: '0'.repeat(64) }).expect(403);
});

test('a page is removed with a reason by the office, for a day by who brought it; line and hash stay, and the record says so', async () => {
  const one = await send(w.as('lan'), c.session, photograph(800, 20)), two = await send(w.as('lan'), c.session, photograph(800, 21));
  await w.as('lan').post(`/scans/${one.id}/removal`, { why: 'x' }).expect(422);
  await w.as('lan').post(`/scans/${one.id}/removal`, { why: 'Chụp nhầm tờ khác' }).expect(200, { removed_why: 'Chụp nhầm tờ khác', digest: one.digest });
  await w.as('lan').post(`/scans/${one.id}/removal`, { why: 'Chụp nhầm tờ khác' }).expect(409, { code: 'scan_removed' });
  assert.equal((await fetched(w, 'office', `/scans/${one.id}/file`)).status, 404);
  assert.deepEqual(w.sql('owner', `SELECT * FROM scan_part WHERE scan_id = ${one.id}`), []);
  await w.at('2026-09-06T05:00:00Z');
  await w.as('lan').post(`/scans/${two.id}/removal`, { why: 'Muộn mất rồi' }).expect(403);
  await w.as('office').post(`/scans/${two.id}/removal`, { why: 'Gửi nhầm buổi' }).expect(200);
  const told = w.sql('owner', `SELECT action, reason FROM audit WHERE object = 'scan' AND row_id = ${two.id} ORDER BY id`);
  assert.deepEqual(told.map((a) => a.action), ['insert', 'update', 'update']);
  assert.equal(told[2].reason, 'Gửi nhầm buổi');
  const again = await send(w.as('office'), c.session, photograph(800, 21));	// removed, so it may come once more
  assert.notEqual(again.id, two.id);
});

test('hocvu sends the pages of a session and keeps one as a file', async () => {
  const folder = mkdtempSync(join(temporary(), 'scans')), files = [30, 31].map((seed) => join(folder, `trang-${seed}.jpg`)), as = commandLine(() => w);
  for (const [i, file] of files.entries()) writeFileSync(file, photograph(250_000, 30 + i));
  const said = await as('office', ['scan', 'add', `${c.code}/2`, ...files]);
  assert.equal(said.split('\n').filter((line) => line.includes('trang-')).length, 2, said);
  const { items } = await w.as('office').get(`/sessions/${c.items[1].id}/scans`).expect(200), last = items.at(-1);
  assert.equal(last.digest, sha(readFileSync(files[1])));
  assert.match(await as('auditor', ['scan', 'list', `${c.code}/2`]), /trang-31/);
  const out = join(folder, 'x.jpg');
  assert.equal(await as('auditor', ['scan', 'save', String(last.id), '--out', out]), `${out}\n`);
  assert.ok(readFileSync(out).equals(readFileSync(files[1])));
  await as('hoa', ['scan', 'add', String(c.session), files[0]], { code: NOT_ALLOWED });
  await as('office', ['scan', 'remove', String(last.id), '--why', 'Trang thừa']);
  await w.as('office').get(`/scans/${last.id}`).expect(200, { removed_why: 'Trang thừa' });
});

test('rekey seals pages anew; they open as before', async () => {
  const page = photograph(300_000, 40), kept = await send(w.as('office'), c.session, page);
  assert.equal(w.hocvud('rekey', '--new-key').code, 0);
  const turned = w.hocvud('rekey');
  assert.equal(turned.code, 0, turned.err + turned.out);
  assert.deepEqual(w.sql('owner', 'SELECT DISTINCT key FROM scan_part'), [{ key: 'k2' }]);
  assert.ok((await fetched(w, 'office', `/scans/${kept.id}/file`)).bytes.equals(page));
});
