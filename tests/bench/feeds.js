// SPDX-License-Identifier: GPL-3.0-or-later
// A calendar of 1,000 events, and the same asked again when nothing changed: CPU of the server's process.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cpu, heads, wrk } from './load.js';
import { serve } from './stand.js';
import { FEED_EVENTS } from './world.js';

const CLIENTS = 8, CHANGES = 20;

function questions(bench, name, path) {
  const file = join(bench.folder, `${name}.requests`);
  writeFileSync(file, `${path}\n`);
  return file;
}

// The server's CPU in ms for a text that has to be written because a session changed.
async function anew(stand, server, url, unit) {
  let spent = 0;
  for (let i = 0; i < CHANGES; i++) {
    stand.sql('super', `UPDATE session SET periods = 3 + ${i} % 2 WHERE id = (SELECT max(s.id) FROM session s JOIN class c ON c.id = s.class_id WHERE c.host_unit_id = ${unit})`);
    const before = cpu(server.pid);
    await (await fetch(url)).text();
    spent += cpu(server.pid) - before;
  }
  return spent / CHANGES / 1000;
}

export async function feeds(bench) {
  const stand = await bench.small(), server = await serve(stand);
  const [{ id }] = stand.sql('super', "SELECT id FROM unit WHERE code = 'so-mau'");
  const { url } = await server.as('office').post('/feeds', { what: 'unit', unit: id }).expect(201);
  const whole = await fetch(url), text = await whole.text(), tag = whole.headers.get('etag');
  const events = text.split('BEGIN:VEVENT').length - 1;
  if (events !== FEED_EVENTS) throw new Error(`a feed of ${events} events`);
  const again = await fetch(url, { headers: { 'if-none-match': tag } });
  if (again.status !== 304) throw new Error(`${again.status} instead of 304`);

  const { pathname } = new URL(url);
  const feed = questions(bench, 'feed', pathname), fixed = questions(bench, 'static', '/healthz');
  const out = { feed_1000: [], feed_304: [] }, plain = [];
  const load = { connections: CLIENTS, seconds: bench.seconds };
  const block = (file) => wrk(server, 'any', file, { ...load, headers: { authorization: null } });
  for (let round = 0; round < bench.rounds; round++) {
    out.feed_1000.push((await block(feed)).cpu_us / 1000);
    out.feed_304.push(await heads(server, pathname, { 'If-None-Match': tag }, load));
    plain.push((await block(fixed)).cpu_us.toFixed(1));
  }
  bench.note('feed_1000', `${Math.round(text.length / 1024)} KiB that the server keeps; ${(await anew(stand, server, url, id)).toFixed(2)} ms when a session changed and it is written again; PostgreSQL's own time is not in it`);
  bench.note('feed_304', `a static answer, /healthz, beside it: ${plain.join(', ')} µs`);
  return out;
}
