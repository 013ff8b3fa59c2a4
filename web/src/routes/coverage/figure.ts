// SPDX-License-Identifier: GPL-3.0-or-later
// A figure in words: never a percentage without its n/N, not applicable is neither 0 nor 100.
import { number, percent } from '../../lib/format';
import { t } from '../../lib/words.svelte';
import type { Figure } from './data';

export type Verdict = 'met' | 'unmet' | 'none';

export function verdict(figure: Figure): Verdict {
  return figure.met === true ? 'met' : figure.met === false ? 'unmet' : 'none';
}

export const COLOURS: Record<Verdict, string> = { met: 'success', unmet: 'warning', none: 'neutral' };

// What stands largest: the percentage, a count, or a dash.
export function headline(figure: Figure): string {
  if (figure.threshold_kind === 'count') return number(figure.numerator);
  return figure.percent === null || figure.percent === undefined ? '–' : percent(figure.percent);
}

// "34/40", and a bare number where nothing is divided.
export function counts(figure: Figure): string {
  const n = number(figure.numerator);
  return figure.denominator === null || figure.denominator === undefined ? n : `${n}/${number(figure.denominator)}`;
}

export function threshold(figure: Figure): string {
  return figure.threshold_kind === 'count' ? number(figure.threshold) : `${number(figure.threshold)}%`;
}

// How long the bar is and where the target stands on it, in hundredths of its width; null: no bar.
export function bar(figure: Figure): { length: number; target: number } | null {
  if (figure.threshold_kind === 'count') {
    const whole = Math.max(figure.threshold, figure.numerator, 1);
    return { length: (figure.numerator / whole) * 100, target: (figure.threshold / whole) * 100 };
  }
  if (figure.percent === null || figure.percent === undefined) return null;
  return { length: Math.min(figure.percent, 100), target: Math.min(figure.threshold, 100) };
}

export function missingText(figure: Figure): string {
  if (figure.threshold_kind === 'count' && figure.met === null) return t('web.coverage.count_elsewhere');
  if (figure.missing === null || figure.missing === undefined) return t('web.coverage.nobody_counted');
  if (figure.missing === 0) return t('web.coverage.missing_none');
  return t('web.coverage.missing', { n: number(figure.missing), target: threshold(figure) });
}
