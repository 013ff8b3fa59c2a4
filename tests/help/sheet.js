// SPDX-License-Identifier: GPL-3.0-or-later
// A table as `hocvud sheet` reads it, in the fence it has there: what it said of the file, its rows, its refusal.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, temporary } from './cluster.js';

const KINDS = ['text', 'number', 'date', 'bool', 'error'], FORMULA = 1, SPREAD = 2, LETTERS = 12;
let made = 0;

// The process's bytes. It reads a file of its own as standard input, as the server's gives it.
async function served(bytes, which) {
  const path = join(temporary(), `table.${process.pid}.${made++}`);
  writeFileSync(path, bytes);
  const input = openSync(path, 'r'), child = spawn(join(BUILD, 'hocvud'), ['sheet', String(which)], { stdio: [input, 'pipe', 'pipe'] }), out = [], said = [];
  closeSync(input);
  child.stdout.on('data', (piece) => out.push(piece));
  child.stderr.on('data', (piece) => said.push(piece));
  const [code, signal] = await once(child, 'close');
  return { out: Buffer.concat(out), ended: `${signal ?? code} ${Buffer.concat(said)}` };
}

// { about: [[key, value], ...], rows: [{ number, cells: [{ column, kind, text, ... }] }], refusal }
export async function sheet(bytes, which = -1) {
  const { out, ended } = await served(bytes, which), read = { about: [], rows: [], refusal: null };
  let at = 0;
  const number = () => Number(out.readBigInt64LE((at += 8) - 8)), text = () => { const n = number(); return out.toString('utf8', at, at += n); };
  const cell = () => {
    const head = number(), flags = head >> 24 & 255, it = { column: head & 65535, kind: KINDS[head >> 16 & 255], text: text() };
    if (flags & LETTERS) it.stood = text();
    if (flags & FORMULA) it.formula = true;
    if (flags & SPREAD) it.spread = true;
    return it;
  };
  while (at < out.length) {
    const letter = String.fromCharCode(out[at++]);
    if (letter === 'A') read.about.push([text(), text()]);
    else if (letter === 'R') { const row = { number: number(), cells: [] }; for (let n = number(); n > 0; n--) row.cells.push(cell()); read.rows.push(row); }
    else read.refusal = text();
  }
  assert.notEqual(read.refusal, null, `it broke off: ${ended}`);
  return read;
}
export const texts = (read) => read.rows.map((row) => row.cells.map((cell) => cell.text));
