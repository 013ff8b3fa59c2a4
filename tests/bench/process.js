// SPDX-License-Identifier: GPL-3.0-or-later
// The server's process: its memory idle and with 512 connections after use, and how fast it starts.
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { head, once, wire } from '../help/wire.js';
import { rss } from './load.js';
import { exec, port, serve } from './stand.js';
import { PROVINCE } from './world.js';

const OPEN = 512, SETTLE_MS = 1000;

// Every connection asks for each path once, all at the same time; they stay open.
async function used(server, paths) {
  const wires = Array.from({ length: OPEN }, () => wire(server.url));
  for (const path of paths) {
    for (const w of wires) w.say(head('GET', path, { Connection: 'keep-alive', Authorization: `Bearer ${server.token}` }));
    for (const w of wires) {
      const r = await w.reply();
      if (r?.status !== 200) throw new Error(`${path} of ${OPEN} connections: ${r?.status}`);
    }
  }
  return wires;
}

async function memory(bench, out) {
  const stand = await bench.small();
  const [{ province, people, session }] = stand.sql('super', `SELECT (SELECT id FROM unit WHERE code = '${PROVINCE}') AS province,
    (SELECT min(id) FROM person) AS people, (SELECT min(id) FROM session) AS session`);
  const paths = [`/people/${people}`, `/units/${province}/residents?limit=50`, `/sessions/${session}/attendance`, `/people/${people + 7}`];
  for (let round = 0; round < bench.rounds; round++) {
    const server = await serve(stand);
    await sleep(SETTLE_MS);
    out.rss_idle.push(rss(server.pid));
    const wires = await used(server, paths.map((p) => `/api/v1${p}`));
    out.rss_512.push(rss(server.pid));
    for (const w of wires) w.close();
    await server.stop();
  }
}

const listens = (at) => new Promise((resolve) => {
  const c = connect(at, '127.0.0.1', () => { c.destroy(); resolve(true); }).on('error', () => resolve(false));
});

// Milliseconds from the program's start to its first good answer; until it listens nobody takes its processor.
async function started(stand) {
  const at = await port(), before = performance.now(), server = exec(stand, at);
  while (!await listens(at)) {
    if (server.over()) throw new Error('hocvud serve ended while it started');
    await sleep(2);
  }
  const ready = await once(server.url, 'GET', '/readyz');
  const ms = performance.now() - before;
  if (ready?.status !== 200) throw new Error(`/readyz gave ${ready?.status}`);
  await server.stop();
  return ms;
}

export async function itself(bench, wanted) {
  const out = { rss_idle: [], rss_512: [], start: [] };
  if (wanted.some((name) => name.startsWith('rss_'))) await memory(bench, out);
  if (wanted.includes('start')) {
    const stand = await bench.small();
    for (let round = 0; round < bench.rounds + 2; round++) out.start.push(await started(stand));
  }
  return out;
}
