// SPDX-License-Identifier: GPL-3.0-or-later
// One person, and a page of 50: over HTTP against pgbench with the same statements.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './capture.js';
import { pgbench, wrk } from './load.js';
import { serve } from './stand.js';
import { PROVINCE } from './world.js';

// Both sides take the better of these numbers of clients.
async function ratios(bench, server, stand, name, requests, script) {
  const out = [];
  const rates = [];
  let cpu = Infinity;
  for (let round = 0; round < bench.rounds; round++) {
    let ours = 0, theirs = 0;
    for (const clients of bench.clients) {
      theirs = Math.max(theirs, await pgbench(stand.data, script.script, { clients, seconds: bench.seconds, vars: script.vars }));
      const got = await wrk(server, 'any', requests, { connections: clients, seconds: bench.seconds });
      ours = Math.max(ours, got.rate);
      cpu = Math.min(cpu, got.cpu_us);
    }
    rates.push(`${Math.round(ours)}/${Math.round(theirs)}`);
    out.push(ours / theirs);
  }
  bench.note(name, `${script.statements} statements; ${rates.join(', ')} a second; hocvud ${cpu.toFixed(0)} µs CPU a request`);
  return out;
}

// The office's view of a route over the numbers of all people: `path` makes one's address.
async function read(bench, server, stand, name, query, path) {
  const [{ low, high, many }] = stand.sql('super', 'SELECT min(id) AS low, max(id) AS high, count(*) AS many FROM person');
  const id = Math.floor((low + high) / 2);
  if (high - low + 1 !== many) throw new Error('the numbers of people have gaps: pgbench cannot draw one');
  const requests = join(bench.folder, `${name}.requests`);
  writeFileSync(requests, Array.from({ length: high - low + 1 }, (_, i) => `/api/v1${path(low + i)}\n`).join(''));
  const script = await capture(stand, join(bench.folder, `${name}.sql`), { query, id, low, high, act: () => server.as('office').get(path(id)).expect(200) });
  return ratios(bench, server, stand, name, requests, script);
}

export async function reads(bench, wanted) {
  const stand = await bench.small(), server = await serve(stand), out = {};
  const [{ id: province }] = stand.sql('super', `SELECT id FROM unit WHERE code = '${PROVINCE}'`);
  const page = (after) => `/units/${province}/residents?limit=50&after=${after}`;
  if (wanted.includes('person_get')) out.person_get = await read(bench, server, stand, 'person_get', 'person_get', (id) => `/people/${id}`);
  if (wanted.includes('page_50')) out.page_50 = await read(bench, server, stand, 'page_50', 'residents_of_unit', page);
  return out;
}
