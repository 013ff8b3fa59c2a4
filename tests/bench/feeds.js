// SPDX-License-Identifier: GPL-3.0-or-later
// A calendar of 1,000 events, and the same asked again when nothing changed: CPU of the server's process.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrk } from './load.js';
import { serve } from './stand.js';
import { FEED_EVENTS } from './world.js';

const CLIENTS = 8;

function questions(bench, name, path) {
  const file = join(bench.folder, `${name}.requests`);
  writeFileSync(file, `${path}\n`);
  return file;
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

  const feed = questions(bench, 'feed', new URL(url).pathname), fixed = questions(bench, 'static', '/healthz');
  const out = { feed_1000: [], feed_304: [] }, plain = [];
  const block = (file, headers) => wrk(server, 'any', file, { connections: CLIENTS, seconds: bench.seconds, headers: { authorization: null, ...headers } });
  for (let round = 0; round < bench.rounds; round++) {
    out.feed_1000.push((await block(feed, {})).cpu_us / 1000);
    out.feed_304.push((await block(feed, { 'if-none-match': tag })).cpu_us);
    plain.push((await block(fixed, {})).cpu_us.toFixed(1));
  }
  bench.note('feed_1000', `${Math.round(text.length / 1024)} KiB; PostgreSQL's own time is not in it`);
  bench.note('feed_304', `a static answer, /healthz, beside it: ${plain.join(', ')} µs`);
  return out;
}
