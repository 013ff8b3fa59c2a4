// SPDX-License-Identifier: GPL-3.0-or-later
// The figures on the screen as a file that Excel opens: with a byte order mark, quoted, no formula.
import { t, word } from '../../lib/words.svelte';
import type { Child } from './data';

// A text that begins like a formula would be run by Excel; a quote in front shows it as it is.
function cell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvOf(children: Child[]): string {
  const head = ['code', 'unit', 'kind', 'reached', 'counted', 'percent', 'missing', 'day'].map((name) => t(`web.coverage.csv_${name}`));
  const rows = children.map(({ unit, figure }) => [unit.code, unit.name, word('kind', unit.kind), figure.numerator, figure.denominator,
    figure.percent, figure.missing, figure.as_of]);
  return `\ufeff${[head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
