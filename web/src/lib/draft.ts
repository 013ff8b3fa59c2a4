// SPDX-License-Identifier: GPL-3.0-or-later
// Drafts of forms on this device: what an account has typed and not sent. Bound to the account, there after
// the session has ended or the page was loaded anew, gone when it signs out and after a week.
const PREFIX = 'hocvu.draft.';
const KEPT_MS = 7 * 24 * 3600_000;

let wiped = 0;			// the account that signed out of this page: what it leaves is not kept again

export interface Kept { at: number; value: unknown }	// at: milliseconds since 1970

const keyOf = (account: number, name: string): string => `${PREFIX}${account}.${name}`;

// Null when there is none, it is too old or the browser keeps nothing.
export function draftRead(account: number, name: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(account, name)) ?? 'null') as Kept | null;
    return kept !== null && Date.now() - kept.at < KEPT_MS ? kept : null;
  } catch {
    return null;
  }
}

// False when the browser keeps nothing (a private window, no room): the form still works.
export function draftWrite(account: number, name: string, value: unknown): boolean {
  if (account === wiped) return false;
  try {
    localStorage.setItem(keyOf(account, name), JSON.stringify({ at: Date.now(), value } satisfies Kept));
    return true;
  } catch {
    return false;
  }
}

export function draftDrop(account: number, name: string): void {
  try {
    localStorage.removeItem(keyOf(account, name));
  } catch { /* there was none */ }
}

// All drafts of an account: it signs out.
export function draftsWipe(account: number): void {
  wiped = account;
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(`${PREFIX}${account}.`))) localStorage.removeItem(key);
  } catch { /* there were none */ }
}
