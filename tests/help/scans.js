// SPDX-License-Identifier: GPL-3.0-or-later
// Signed paper as a telephone sends it: bytes that begin like a JPEG, in parts, with their hash.
import { createHash } from 'node:crypto';

const PART = 180_000;

// Bytes that are different for each seed, and as little like each other as those of a photograph.
export function photograph(length, seed = 1) {
  const bytes = Buffer.alloc(length);
  for (let at = 0, n = 0; at < length; at += 32) createHash('sha256').update(`${seed}|${n++}`).digest().copy(bytes, at);
  bytes.set([0xff, 0xd8, 0xff, 0xe0]);
  return bytes;
}

// Gives the scan once the server has it whole. `as` is server.as(name).
export async function send(as, session, bytes, name = 'to.jpg') {
  const { id } = await as.post(`/sessions/${session}/scans`, { name, bytes: bytes.length, digest: createHash('sha256').update(bytes).digest('hex') }).expect(201);
  for (let at = 0, part = 1; at < bytes.length; at += PART, part++) {
    await as.put(`/scans/${id}/parts/${part}`, { content: bytes.subarray(at, at + PART).toString('base64') }).expect(204);
  }
  return as.post(`/scans/${id}/sent`).expect(200);
}
