// SPDX-License-Identifier: GPL-3.0-or-later
// Numbers and days as officials write them: 1.234,5 and 81,2% (English 1,234.5 and 81.2%), dd/mm/yyyy.
import { look } from './look.svelte';

const locale = (): string => (look.lang === 'vi' ? 'vi-VN' : 'en-GB');

export function number(n: number): string {
  return new Intl.NumberFormat(locale()).format(n);
}

// One decimal, always: the API has rounded already, and never up to a threshold that is not met.
export function percent(n: number): string {
  return `${new Intl.NumberFormat(locale(), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(n)}%`;
}

// "2026-11-22" as "22/11/2026".
export function day(iso: string | null | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
  return parts === null ? '' : `${parts[3]}/${parts[2]}/${parts[1]}`;
}

// The day of the week with the day: "Thứ Tư, 25/11/2026".
export function weekday(iso: string): string {
  const name = new Intl.DateTimeFormat(locale(), { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${iso.slice(0, 10)}T00:00:00Z`));
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}, ${day(iso)}`;
}

// An instant as day and time in Vietnam.
export function instant(iso: string): string {
  return new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit',
    day: '2-digit', month: '2-digit', year: 'numeric' }).format(new Date(iso));
}

// The hour of an instant in Vietnam: 08:05.
export function time(iso: string): string {
  return new Intl.DateTimeFormat('vi-VN', { timeZone: 'Asia/Ho_Chi_Minh', hour: '2-digit', minute: '2-digit' }).format(new Date(iso));
}

// Today in Vietnam, as the API counts days.
export function today(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
}

// What somebody typed as a day: 5/9/2026, 05092026, 05-09-2026 or 2026-09-05, else null; 31/02 is none.
export function dayTyped(text: string): string | null {
  const typed = /^(\d{1,2})[/. -]?(\d{1,2})[/. -]?(\d{4})$/.exec(text.trim());
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  const [y, m, d] = iso ? [iso[1], iso[2], iso[3]] : typed ? [typed[3], typed[2], typed[1]] : [];
  if (y === undefined || m === undefined || d === undefined) return null;
  const date = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d)));
  const real = date.getUTCFullYear() === Number(y) && date.getUTCMonth() === Number(m) - 1 && date.getUTCDate() === Number(d);
  return real ? date.toISOString().slice(0, 10) : null;
}

// Without marks and case, as people search: "Hoà" finds "HÒA".
export function folded(text: string): string {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();
}

// Names in Vietnamese order; units begin with words that say what they are, so that is what orders them.
export function byName(a: string, b: string): number {
  return a.localeCompare(b, 'vi', { numeric: true });
}
