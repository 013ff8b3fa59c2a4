// SPDX-License-Identifier: GPL-3.0-or-later
// What stands beside a name on a line pasted from a sheet of results: the day, the verdict, the score, the rest.
import type { Shape } from '../../lib/api';
import { dayTyped, folded } from '../../lib/format';

export type Verdict = Shape['assessment']['result'];
type Match = Shape['people_match'];

export interface Beside { on: string; result: Verdict | ''; score: string; rest: string }

// One line as it is being checked: who it may mean, who was chosen, and what will be written.
export interface Line extends Beside { key: number; text: string; people: Match[]; person: number; wrong: string }

const VERDICTS: Record<string, Verdict> = { dat: 'passed', passed: 'passed', pass: 'passed', 'khong dat': 'failed', 'chua dat': 'failed', failed: 'failed', fail: 'failed',
  'khong xep loai': 'none', none: 'none' };
const SCORE = /^\d{1,4}([.,]\d{1,3})?(\s*\/\s*\d{1,4})?\s*%?$/;
const NUMBER = /^[\d\s./()+-]*$/;		// in order, a telephone or personal number: nothing to write
const ORDER = /^\d{1,4}$/;

const cellsOf = (line: string): string[] => line.split(/\t|;/).map((cell) => cell.trim().replace(/^"|"$/g, ''));

// `people`: whom the line may mean; their cell is not told again.
export function beside(line: string, people: Match[]): Beside {
  const found: Beside = { on: '', result: '', score: '', rest: '' };
  const names = new Set(people.flatMap((one) => [folded(one.full_name), folded(one.code)]));
  const rest: string[] = [];
  cellsOf(line).forEach((cell, i) => {
    const verdict = VERDICTS[folded(cell)], on = dayTyped(cell);
    if (cell === '' || names.has(folded(cell)) || i === 0 && ORDER.test(cell)) return;
    if (on !== null) found.on ||= on;
    else if (verdict !== undefined) found.result ||= verdict;
    else if (SCORE.test(cell)) found.score ||= cell;
    else if (!NUMBER.test(cell)) rest.push(cell);
  });
  // Nobody was found: the first words were meant to be the name, and are shown as such.
  found.rest = (people.length > 0 ? rest : rest.slice(1)).join(', ');
  return found;
}
