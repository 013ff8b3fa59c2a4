// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a zip archive without anything of hocvu's: by its list at the end, every file's checksum compared.
import assert from 'node:assert/strict';
import { inflateRawSync } from 'node:zlib';

const LIST_END = 0x06054b50, LIST_ROW = 0x02014b50, STORED = 0;

function checksum(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

// The files of an archive in the order of its list: [[name, bytes], ...].
export function unzip(bytes) {
  const all = Buffer.from(bytes), end = all.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')), files = [];
  assert.ok(end >= 0 && all.readUInt32LE(end) === LIST_END, 'not an archive');
  for (let at = all.readUInt32LE(end + 16), left = all.readUInt16LE(end + 10); left > 0; left--) {
    assert.equal(all.readUInt32LE(at), LIST_ROW, 'the list is broken');
    const [name, extra, note] = [28, 30, 32].map((field) => all.readUInt16LE(at + field)), file = all.readUInt32LE(at + 42);
    const start = file + 30 + all.readUInt16LE(file + 26) + all.readUInt16LE(file + 28);
    const packed = all.subarray(start, start + all.readUInt32LE(at + 20));
    const text = all.readUInt16LE(at + 10) === STORED ? packed : inflateRawSync(packed);
    assert.equal(text.length, all.readUInt32LE(at + 24));
    assert.equal(checksum(text), all.readUInt32LE(at + 16), 'a checksum differs');
    files.push([all.toString('utf8', at + 46, at + 46 + name), text]);
    at += 46 + name + extra + note;
  }
  return files;
}
