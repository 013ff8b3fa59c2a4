// SPDX-License-Identifier: GPL-3.0-or-later
// Days of a calendar: Monday first, in UTC so that no clock moves them.
const DAY_MS = 24 * 3600_000;

const at = (iso: string): Date => new Date(`${iso}T00:00:00Z`);
const iso = (date: Date): string => date.toISOString().slice(0, 10);

export const dayAfter = (from: string, days: number): string => iso(new Date(at(from).getTime() + days * DAY_MS));

// 0 is Monday.
export const weekday = (date: string): number => (at(date).getUTCDay() + 6) % 7;

export const weekOf = (date: string): string[] => Array.from({ length: 7 }, (_, i) => dayAfter(date, i - weekday(date)));

// Whole weeks that hold the month.
export function monthOf(date: string): string[][] {
  const first = `${date.slice(0, 7)}-01`;
  const weeks: string[][] = [];
  for (let monday = weekOf(first)[0] as string; monday.slice(0, 7) <= date.slice(0, 7); monday = dayAfter(monday, 7)) weeks.push(weekOf(monday));
  return weeks;
}

// The same day of another month, or its last one.
export function monthAfter(date: string, months: number): string {
  const y = Number(date.slice(0, 4)), m = Number(date.slice(5, 7)) - 1 + months;
  const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate();
  return iso(new Date(Date.UTC(y, m, Math.min(Number(date.slice(8, 10)), last))));
}
