// SPDX-License-Identifier: GPL-3.0-or-later
// Strangers at the door: how many passwords are hashed, who is told to come back, and what a name nobody has costs.
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { cpus } from 'node:os';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { until } from '../help/until.js';

const STRANGERS = 200, QUEUE = 32;
let s;

before(async () => {
  s = await start({ env: { HOCVU_QUERY_SECONDS: '600' } });
  await given(s, { accounts: { root: ['admin hung-yen'], gone: [] } });
  s.sql('owner', "UPDATE account SET disabled_at = now() WHERE name = 'gone'");
});
after(() => s?.stop());

// By a client that waits as long as it takes: hashing has what a busy machine leaves of a processor.
const knock = (name) => new Promise((resolve, reject) => {
  request(`${s.url}/api/v1/sign-in`, { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } }, (r) => {
    let text = '';
    r.setEncoding('utf8').on('data', (more) => { text += more; }).on('error', reject)
      .on('end', () => resolve({ status: r.statusCode, retry: r.headers['retry-after'], body: JSON.parse(text) }));
  }).on('error', reject).end(JSON.stringify({ name, password: 'sai' }));
});

const metrics = async () => (await fetch(`${s.url}/metrics`)).text();
const number = async (name) => Number(new RegExp(`^hocvu_${name} (\\d+)$`, 'm').exec(await metrics())[1]);
const hashes = () => number('password_hashes_total');

test('a name nobody has and a disabled one cost one hash, like a known one', async () => {
  await knock('nobody-first');	// makes the hash of nobody's password
  for (const name of ['root', 'nobody-of-that-name', 'gone']) {
    const before_ = await hashes(), { status, body } = await knock(name);
    assert.deepEqual([status, body.code, await hashes() - before_], [401, 'sign_in_failed', 1], name);
  }
});

// A lock stops all of them before their hash until they are all there: how fast the machine hashes decides nothing.
test('200 sign-ins at once: a short queue is hashed, the others are told when to come back, and everybody else is answered', async (t) => {
  const before_ = await hashes(), locker = s.connect('owner'), answers = [];
  t.after(() => locker.close());
  await locker.run('BEGIN');
  await locker.run('LOCK TABLE sign_in_attempt IN ACCESS EXCLUSIVE MODE');
  const all = Promise.all(Array.from({ length: STRANGERS }, (_, i) => knock(`stranger-${i}`).then((r) => answers.push(r))));
  const held = await until('all are in the queue or sent away', async () => {
    const depth = await number('lane_depth\\{lane="hash"\\}');
    return answers.length + depth === STRANGERS && depth;
  });
  assert.ok(held > QUEUE && held <= QUEUE + cpus().length, `${held} held`);
  assert.ok(answers.every((r) => r.status === 503 && r.body.code === 'too_busy' && Number(r.retry) > 0), answers.map((r) => r.status).join());
  await s.as('root').get('/me').expect(200);
  await locker.run('COMMIT');
  let over = false;
  all.finally(() => { over = true; });
  do await s.as('root').get('/me').expect(200); while (!over);
  await all;
  assert.deepEqual(answers.slice(STRANGERS - held).map((r) => r.status), Array(held).fill(401));
  assert.equal(await hashes() - before_, held);
});

test('a helper that is killed is replaced, and nobody hears of it', async () => {
  const { execFileSync } = await import('node:child_process');
  await knock('helper-one');
  const helper = execFileSync('pgrep', ['-P', String(s.pid), '-f', 'hocvud hash'], { encoding: 'utf8' }).trim().split('\n').map(Number);
  for (const pid of helper) process.kill(pid, 'SIGKILL');
  assert.equal((await knock('helper-two')).status, 401);
  assert.equal((await knock('helper-three')).status, 401);
});
