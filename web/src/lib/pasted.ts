// SPDX-License-Identifier: GPL-3.0-or-later
// A column pasted from a sheet: lines of cells, of which one is somebody's name or code.
import { folded } from './format';

export interface Cell { line: number; text: string }

const LINES_MOST = 500;
const CELL_MOST = 120;

// Numbers in order, days, telephone and personal numbers find nobody and are not sent anywhere.
const NOBODY = /^[\d\s./()+-]*$/;

// The first line of a sheet often says what its columns are.
const HEADING = /\b(ho va ten|ho ten|ma nhan su|full name)\b/;

export interface Pasted { lines: string[]; cells: Cell[]; cut: number }	// cut: lines beyond what is taken at once

export function pasted(text: string): Pasted {
  const all = text.normalize('NFC').split(/\r\n|\r|\n/).map((line) => line.replaceAll('\u00a0', ' ').trim()).filter((line) => line !== '');
  if (HEADING.test(folded(all[0] ?? ''))) all.shift();
  const lines = all.slice(0, LINES_MOST);
  const cells = lines.flatMap((line, i) => [...new Set(line.split(/\t|;/).map((cell) => cell.trim().replace(/^"|"$/g, '')))]
    .filter((cell) => cell.length > 1 && cell.length <= CELL_MOST && !NOBODY.test(cell)).map((cell) => ({ line: i, text: cell })));
  return { lines, cells, cut: all.length - lines.length };
}
