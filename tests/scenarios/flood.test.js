// SPDX-License-Identifier: GPL-3.0-or-later
// Strangers at the door: how many passwords are hashed, who is told to come back, and what a name nobody has costs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';

const STRANGERS = 200, QUEUE = 32;
let s;

before(async () => {
  s = await start();
  await given(s, { accounts: { root: ['admin hung-yen'], gone: [] } });
  s.sql('owner', "UPDATE account SET disabled_at = now() WHERE name = 'gone'");
});
after(() => s?.stop());

const knock = (name) => fetch(`${s.url}/api/v1/sign-in`, {
  method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name, password: 'sai' }),
}).then(async (r) => ({ status: r.status, retry: r.headers.get('retry-after'), body: await r.json() }));

async function hashes() {
  return Number(/^hocvu_password_hashes_total (\d+)$/m.exec(await (await fetch(`${s.url}/metrics`)).text())[1]);
}

test('a name nobody has and a disabled one cost one hash, like a known one', async () => {
  await knock('nobody-first');	// makes the hash of nobody's password
  for (const name of ['root', 'nobody-of-that-name', 'gone']) {
    const before_ = await hashes(), { status, body } = await knock(name);
    assert.deepEqual([status, body.code, await hashes() - before_], [401, 'sign_in_failed', 1], name);
  }
});

test('200 sign-ins at once: a short queue is hashed, the others are told when to come back, and everybody else is answered', async () => {
  const before_ = await hashes();
  let over = false;
  const all = Promise.all(Array.from({ length: STRANGERS }, (_, i) => knock(`stranger-${i}`))).finally(() => { over = true; });
  let meanwhile = 0;
  while (!over) {
    await s.as('root').get('/me').expect(200);
    meanwhile++;
  }
  const answers = await all, busy = answers.filter((r) => r.status === 503);
  assert.ok(answers.every((r) => [401, 503].includes(r.status)), answers.map((r) => r.status).join());
  assert.ok(busy.length > 0 && busy.every((r) => r.body.code === 'too_busy' && Number(r.retry) > 0));
  assert.equal(await hashes() - before_, STRANGERS - busy.length);
  assert.ok(STRANGERS - busy.length >= QUEUE && meanwhile > 1, `${busy.length} refused, ${meanwhile} answered meanwhile`);
});

test('a helper that is killed is replaced, and nobody hears of it', async () => {
  const { execFileSync } = await import('node:child_process');
  await knock('helper-one');
  const helper = execFileSync('pgrep', ['-P', String(s.pid), '-f', 'hocvud hash'], { encoding: 'utf8' }).trim().split('\n').map(Number);
  for (const pid of helper) process.kill(pid, 'SIGKILL');
  assert.equal((await knock('helper-two')).status, 401);
  assert.equal((await knock('helper-three')).status, 401);
});
