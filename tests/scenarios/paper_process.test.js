// SPDX-License-Identifier: GPL-3.0-or-later
// Papers are drawn by a process of its own: fenced in, replaced when it breaks off, gone when nobody needs it.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUILD, run, stay, temporary } from '../help/cluster.js';
import { fetched, pdf } from '../help/pdf.js';
import { address } from '../help/sql.js';
import { classWith, world } from './training_world.js';

const SANITIZED = !BUILD.endsWith('release');	// sanitizers need more than the fence allows
let w, c;
const sheet = (server = w) => fetched(server, 'office', `/sessions/${c.session}/sign-in-sheet.pdf`);
const status = (pid, name) => new RegExp(`^${name}:\\s+(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1];
// A process may be gone between one look and the next.
const alive = (pid) => { try { return !/^Z/.test(status(pid, 'State')); } catch { return false; } };
const drawers = (parent) => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid)).filter((pid) => {
  try {
    return status(pid, 'PPid') === String(parent) && status(pid, 'Name') === 'hocvud-draw' && alive(pid);
  } catch { return false; }
});

before(async () => {
  w = await world({ now: '2026-09-05T03:00:00Z' });
  c = await classWith(w, { seats: ['an', 'binh'] });
});
after(() => w?.stop());

test('hocvud itself has none of the libraries that draw', () => {
  const needs = run('ldd', [join(BUILD, 'hocvud')]).out;
  assert.doesNotMatch(needs, /pango|cairo|fontconfig|freetype|harfbuzz|glib|qrencode|libX/);
  assert.match(run('ldd', [join(BUILD, 'hocvud-draw')]).out, /pango/);
});

test('what draws is fenced in: limits, no call that opens or connects, no descriptor but its line', { skip: SANITIZED }, async () => {
  assert.equal((await sheet()).status, 200);
  const [pid, ...more] = drawers(w.pid);
  assert.deepEqual(more, []);
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    assert.match(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'), /^Seccomp:\s+2$/m, 'every thread is filtered');
  }
  const limits = readFileSync(`/proc/${pid}/limits`, 'utf8');
  assert.match(limits, /Max cpu time\s+60\s+60/);
  assert.match(limits, /Max address space\s+536870912\s+536870912/);
  assert.match(limits, /Max file size\s+0\s+0/);
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`)).map((to) => to.replace(/\[\d+\]|^\/.*\//g, ''));
  const strange = open.filter((to) => !/^(socket:|pipe:|hocvud-draw|Liberation.*\.ttf)$/.test(to));
  assert.deepEqual(strange, []);
});

test('one process draws paper after paper, the same bytes as a fresh one', async () => {
  const first = await sheet(), [pid] = drawers(w.pid);
  for (let i = 0; i < 3; i++) assert.ok((await sheet()).bytes.equals(first.bytes));
  assert.deepEqual(drawers(w.pid), [pid]);
  process.kill(Number(pid), 'SIGKILL');
  assert.ok((await sheet()).bytes.equals(first.bytes), 'a process that ended is replaced, and nobody notices');
  assert.notDeepEqual(drawers(w.pid), [pid]);
});

test('signs the face lacks are boxes; letters of all kinds, markup and very long words are drawn', async () => {
  w.sql('owner', `UPDATE class SET title = '<b>☃ 中文 🙂 & "' || repeat('dài', 300) WHERE id = ${c.id}`);
  const r = await sheet();
  assert.equal(r.status, 200);
  const { text, fonts } = pdf(r.bytes);
  assert.match(text, /<b>/);
  assert.ok(fonts.every((f) => f.embedded), JSON.stringify(fonts));
  w.sql('owner', `UPDATE class SET title = 'Lớp 1' WHERE id = ${c.id}`);
});

// A hocvud whose hocvud-draw is that script, the real one, or not there, on the same database.
async function beside(script) {
  const folder = mkdtempSync(join(temporary(), 'draw'));
  copyFileSync(join(BUILD, 'hocvud'), join(folder, 'hocvud'));
  if (script === 'real') copyFileSync(join(BUILD, 'hocvud-draw'), join(folder, 'hocvud-draw'));
  else if (script) writeFileSync(join(folder, 'hocvud-draw'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const r = await stay(join(folder, 'hocvud'), ['serve', '--set', `database_url=${address(w.data, 'app')}`, '--set', `key_file=${join(w.data, 'keys')}`, '--set', 'listen=127.0.0.1:0'],
    (said) => /event=serving address=(\S+)/.exec(said.err)?.[1], { env: { HOCVU_NOW: '2026-09-05T03:00:00Z' } });
  return { ...r, url: `http://${r.found}`, tokens: w.tokens };
}

test('a process that breaks off, or is not there, is 503 with a sentence; nothing else is hurt', async () => {
  for (const [script, logged] of [['exit 3', /event=paper_not_drawn why=gone .*status=3/], ['kill -9 $$', /why=gone .*signal=9/], [null, /event=no_drawer/]]) {
    const other = await beside(script);
    try {
      const r = await sheet(other);
      assert.deepEqual([r.status, JSON.parse(r.bytes).code], [503, 'paper_not_made'], script);
      assert.match(JSON.parse(r.bytes).title, /chưa tạo được/);
      assert.match(other.log(), logged);
      const me = await fetch(`${other.url}/api/v1/me`, { headers: { authorization: `Bearer ${w.tokens.office}` } });
      assert.equal(me.status, 200);
      assert.deepEqual(drawers(other.pid), []);
    } finally {
      await other.stop();
    }
  }
});

test('what takes too long is ended', { timeout: 240_000 }, async () => {
  const other = await beside('exec sleep 1000');
  try {
    const begun = Date.now(), r = await sheet(other);
    assert.equal(r.status, 503);
    assert.ok(Date.now() - begun < 120_000);
    assert.match(other.log(), /event=paper_not_drawn why=late/);
  } finally {
    await other.stop();
  }
});

test('when hocvud ends, however, what draws for it ends', async () => {
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const other = await beside('real'), r = await sheet(other), [pid] = drawers(other.pid);
    await other.stop({ signal });
    assert.equal(r.status, 200);
    for (let waited = 0; alive(pid); waited += 50) {
      assert.ok(waited < 30_000, `${pid} stays after ${signal}`);
      await sleep(50);
    }
  }
});
