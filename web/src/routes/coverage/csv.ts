// SPDX-License-Identifier: GPL-3.0-or-later
// The figures on the screen as a file.
import { csvText } from '../../lib/csv';
import { t, word } from '../../lib/words.svelte';
import type { Child, Figure } from './data';

// The figure at the ends of months.
export function csvOfTrend(points: Figure[]): string {
  const head = ['day', 'reached', 'counted', 'percent', 'missing'].map((name) => t(`web.coverage.csv_${name}`));
  return csvText([head, ...points.map((one) => [one.as_of, one.numerator, one.denominator, one.percent, one.missing])]);
}

export function csvOf(children: Child[]): string {
  const head = ['code', 'unit', 'kind', 'reached', 'counted', 'percent', 'missing', 'day'].map((name) => t(`web.coverage.csv_${name}`));
  return csvText([head, ...children.map(({ unit, figure }) => [unit.code, unit.name, word('kind', unit.kind), figure.numerator, figure.denominator,
    figure.percent, figure.missing, figure.as_of])]);
}
