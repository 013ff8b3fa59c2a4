// SPDX-License-Identifier: GPL-3.0-or-later
// Many connections at once: as many as libmicrohttpd's loop stalls on elsewhere, and many that wait beside many that do not.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { until } from '../help/until.js';
import { head, once, wire } from '../help/wire.js';

const ROUNDS = 3, QUEUE = 32;
const STALL_MS = 60_000;	// a stall lasts until the client gives up; a busy machine does not need this long
let s;

before(async () => {
  s = await start({ env: { HOCVU_QUERY_SECONDS: '600' } });
  await given(s, { accounts: { root: ['admin hung-yen'] } });
});
after(() => s?.stop());

const mine = () => ({ Authorization: `Bearer ${s.tokens.root}`, Connection: 'keep-alive' });
const many = (n) => Array.from({ length: n }, () => wire(s.url));

const number = async (name) => Number(new RegExp(`^hocvu_${name} (\\d+)$`, 'm').exec((await once(s.url, 'GET', '/metrics')).text)[1]);

// Holds a table until `free` is called, or the test is over: a lock that stayed would hold up what comes after a failure.
async function hold(t, table) {
  const locker = s.connect('owner');
  t.after(() => locker.close());
  await locker.run('BEGIN');
  await locker.run(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
  return { free: () => locker.run('COMMIT') };
}

// All say it at the same moment and get their answers. `asleep`: the server sleeps meanwhile and finds all of them ready
// when it wakes, in one look.
async function ask(all, text, { status = 200, asleep = false } = {}) {
  if (asleep) process.kill(s.pid, 'SIGSTOP');
  all.forEach((c) => c.say(text));
  if (asleep) await sleep(150);
  if (asleep) process.kill(s.pid, 'SIGCONT');
  await Promise.all(all.map(async (c) => assert.equal((await c.reply({ ms: STALL_MS }))?.status, status)));
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
  const table = await hold(t, 'unit');
  const waiting = many(200), active = many(200), held = waiting.length + 1;		// and the one that asks
  waiting.forEach((c) => c.say(head('GET', '/api/v1/units', mine())));
  await until('all of them wait', async () => await number('requests_open') === held);
  for (let round = 0; round < ROUNDS * 3; round++) await ask(active, head('GET', '/healthz', mine()));
  await ask(active, head('GET', '/api/v1/nothing', mine()), { status: 404 });
  assert.equal(await number('requests_open'), held, 'they wait still');
  assert.ok(waiting.every((c) => !c.over));
  await table.free();
  await ask(waiting, '');
  [...waiting, ...active].forEach((c) => c.close());
});

test('200 that sign in, more than the slow lane takes, do not hold up 200 that read', async (t) => {
  const table = await hold(t, 'sign_in_attempt'), body = JSON.stringify({ name: 'nobody', password: 'x'.repeat(12) });
  const signing = many(200), active = many(200);
  signing.forEach((c) => c.say(head('POST', '/api/v1/sign-in', { ...mine(), Authorization: null, 'Content-Type': 'application/json', 'Content-Length': String(body.length) }) + body));
  const full = async () => await number('lane_depth\\{lane="hash"\\}') > QUEUE;
  await until('the lane is full', full);
  for (let round = 0; round < ROUNDS; round++) await ask(active, head('GET', '/api/v1/plans', mine()));
  assert.ok(await full(), 'they wait still');
  await table.free();
  const statuses = await Promise.all(signing.map(async (c) => (await c.reply({ ms: 600_000 }))?.status));
  assert.deepEqual([...new Set(statuses)].filter((status) => ![401, 429, 503].includes(status)), []);
  assert.ok(statuses.includes(503), 'the lane took all');
  [...signing, ...active].forEach((c) => c.close());
});
