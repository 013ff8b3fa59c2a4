// SPDX-License-Identifier: GPL-3.0-or-later
// Strangers at the door: what 200 sign-ins at once do to everybody else's requests.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { head, wire } from '../help/wire.js';
import { wrk } from './load.js';
import { serve } from './stand.js';

// Twice the processors: a desk or two more than they serve at once. With many more, the tail is that of a full machine and hides what the strangers do.
const STRANGERS = 200, CLIENTS = 2 * cpus().length, QUIET_MS = 500;

// Strangers whose connections stand: what is measured is the server at work, not the making of 200 clients beside it.
async function gathered(server) {
  const wires = Array.from({ length: STRANGERS }, () => wire(server.url));
  for (const w of wires) await w.say(head('GET', '/healthz', { Connection: 'keep-alive' })).reply();
  return wires;
}

// All at the same moment, each another name; gives how many were answered with which status.
async function knock(wires, round) {
  const asked = wires.map((_, i) => {
    const body = JSON.stringify({ name: `stranger-${round}-${i}`, password: 'sai' });
    return head('POST', '/api/v1/sign-in', { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }) + body;
  });
  wires.forEach((w, i) => w.say(asked[i]));
  const answers = [];
  for (const w of wires) answers.push((await w.reply({ ms: 60_000 }))?.status);
  for (const w of wires) w.close();
  return answers.reduce((n, status) => ({ ...n, [status]: (n[status] ?? 0) + 1 }), {});
}

export async function flood(bench) {
  const stand = await bench.small(), server = await serve(stand), ratios = [], seen = [];
  const [{ low, high }] = stand.sql('super', 'SELECT min(id) AS low, max(id) AS high FROM person');
  const requests = join(bench.folder, 'flood.requests');
  writeFileSync(requests, Array.from({ length: high - low + 1 }, (_, i) => `/api/v1/people/${low + i}\n`).join(''));
  const read = () => wrk(server, 'any', requests, { connections: CLIENTS, seconds: bench.seconds });
  await read();
  for (let round = 0; round < bench.rounds; round++) {
    const calm = await read();
    stand.sql('super', 'DELETE FROM sign_in_attempt');	// else those of the round before keep these from being hashed at all
    const wires = await gathered(server);
    const [stormy, answers] = await Promise.all([read(), sleep(QUIET_MS).then(() => knock(wires, round))]);
    ratios.push(stormy.p99 / calm.p99);
    seen.push(`${calm.p99.toFixed(1)} ms, then ${stormy.p99.toFixed(1)} ms at ${Math.round(100 * stormy.rate / calm.rate)}% of the rate (${
      Object.entries(answers).map(([status, n]) => `${n} x ${status}`).join(', ')})`);
    await sleep(QUIET_MS);
  }
  bench.note('sign_in_flood', `p99 ${seen.join('; ')}`);
  await server.stop();
  return { sign_in_flood: ratios };
}
