// SPDX-License-Identifier: GPL-3.0-or-later
// Many connections at once: as many as libmicrohttpd's loop stalls on elsewhere, and many that wait beside many that do not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { head, wire } from '../help/wire.js';

const ROUNDS = 3;
const STALL_MS = 10_000;	// a stall lasts until the client gives up; a busy machine does not need this long
let s;

before(async () => {
  s = await start({ env: { HOCVU_QUERY_SECONDS: '60' } });
  await given(s, { accounts: { root: ['admin hung-yen'] } });
});
after(() => s?.stop());

const mine = () => ({ Authorization: `Bearer ${s.tokens.root}`, Connection: 'keep-alive' });
const many = (n) => Array.from({ length: n }, () => wire(s.url));

// All say it at the same moment; gives how long the slowest waited for its answer. `asleep`: the server sleeps
// meanwhile and finds all of them ready when it wakes, in one look.
async function ask(all, text, { status = 200, asleep = false } = {}) {
  if (asleep) process.kill(s.pid, 'SIGSTOP');
  all.forEach((c) => c.say(text));
  if (asleep) await sleep(150);
  const began = Date.now();
  if (asleep) process.kill(s.pid, 'SIGCONT');
  return Math.max(...await Promise.all(all.map(async (c) => {
    const r = await c.reply({ ms: STALL_MS });
    assert.equal(r?.status, status);
    return Date.now() - began;
  })));
}

for (const [what, path] of [['by the loop itself', '/healthz'], ['by the workers', '/api/v1/plans']]) {
  for (const n of [128, 256, 512]) {
    test(`exactly ${n} connections ready at once are answered ${what} without a stall`, async () => {
      const all = many(n), get = head('GET', path, mine());
      await ask(all, get);
      for (let round = 0; round < ROUNDS; round++) await ask(all, get, { asleep: true });
      all.forEach((c) => c.close());
    });
  }
}

test('200 that wait for the database do not hold up 200 that need none, and are answered when it is free', async (t) => {
  const locker = s.connect('owner');
  t.after(() => locker.close());	// a lock that stayed would hold up what comes after a failure
  await locker.run('BEGIN');
  await locker.run('LOCK TABLE unit IN ACCESS EXCLUSIVE MODE');
  const waiting = many(200), active = many(200);
  waiting.forEach((c) => c.say(head('GET', '/api/v1/units', mine())));
  await sleep(300);
  let slowest = 0;
  for (let round = 0; round < ROUNDS * 3; round++) slowest = Math.max(slowest, await ask(active, head('GET', '/healthz', mine())));
  slowest = Math.max(slowest, await ask(active, head('GET', '/api/v1/nothing', mine()), { status: 404 }));
  assert.ok(slowest < 5000, `the active waited ${slowest} ms`);
  assert.ok(waiting.every((c) => !c.over));
  await locker.run('COMMIT');
  await ask(waiting, '');
  [...waiting, ...active].forEach((c) => c.close());
});

test('200 that sign in, more than the slow lane takes, do not hold up 200 that read', async () => {
  const body = JSON.stringify({ name: 'nobody', password: 'x'.repeat(12) });
  const signing = many(200), active = many(200);
  signing.forEach((c) => c.say(head('POST', '/api/v1/sign-in', { ...mine(), Authorization: null, 'Content-Type': 'application/json', 'Content-Length': String(body.length) }) + body));
  let slowest = 0;
  for (let round = 0; round < ROUNDS; round++) slowest = Math.max(slowest, await ask(active, head('GET', '/api/v1/plans', mine())));
  assert.ok(slowest < 8000, `the active waited ${slowest} ms`);
  const statuses = await Promise.all(signing.map(async (c) => (await c.reply({ ms: 60_000 }))?.status));
  assert.deepEqual([...new Set(statuses)].filter((status) => ![401, 429, 503].includes(status)), []);
  assert.ok(statuses.includes(503), 'the lane took all');
  [...signing, ...active].forEach((c) => c.close());
});
