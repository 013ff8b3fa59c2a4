// SPDX-License-Identifier: GPL-3.0-or-later
// A list taken out as a person's program does: asked for, asked after, fetched.
import assert from 'node:assert/strict';

// Asks and waits until it is made or refused. `as` is server.as(name).
export async function asked(as, list, format = 'xlsx', more = {}, seconds = 300) {
  const { id } = await as.post('/exports', { list, format, ...more }).expect(202, { state: 'waiting' });
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((go) => setTimeout(go, 100))) {
    const about = await as.get(`/exports/${id}`).expect(200);
    if (about.state !== 'waiting') return about;
  }
  throw new Error(`export ${id} is at work for ${seconds} s`);
}

// The bytes of the file; `server.url` and a token, because a file is no text.
export async function fetched(server, name, id) {
  const r = await fetch(`${server.url}/api/v1/exports/${id}/file`, { headers: { authorization: `Bearer ${server.tokens[name]}` } });
  assert.equal(r.status, 200);
  return { bytes: Buffer.from(await r.arrayBuffer()), headers: r.headers };
}
