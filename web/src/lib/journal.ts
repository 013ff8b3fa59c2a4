// SPDX-License-Identifier: GPL-3.0-or-later
// What was just made and is on its way into the store (offline.ts): noted in the same breath as the tap, because a
// write that is on the disk may take longer than a hand waits, and forgotten when the store has it. A page that is closed
// or dies in between loses nothing: whoever opens the app next puts into the store what is noted.
import type { Item } from './offline';

const BEGINNING = 'hocvu.journal:';
const nameOf = (item: Item): string => `${BEGINNING}${item.account}:${item.op}`;

// False: this browser notes nothing, or has no room; then the store has to be waited for.
export function journalNote(items: Item[]): boolean {
  try {
    for (const item of items) localStorage.setItem(nameOf(item), JSON.stringify(item));
    return true;
  } catch {
    journalForget(items);
    return false;
  }
}

export function journalForget(items: Item[]): void {
  try {
    for (const item of items) localStorage.removeItem(nameOf(item));
  } catch { /* nothing was noted */ }
}

// What is noted, of everybody or of one account, in the order it was made.
export function journalItems(account?: number): Item[] {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(account === undefined ? BEGINNING : `${BEGINNING}${account}:`));
    return names.map((name) => JSON.parse(localStorage.getItem(name) ?? 'null') as Item | null).filter((item) => item !== null).sort((a, b) => a.at - b.at);
  } catch {
    return [];
  }
}
