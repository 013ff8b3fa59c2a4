// SPDX-License-Identifier: GPL-3.0-or-later
// Does this device keep anything for use without a network? Known at once, so that the store itself loads only
// where it is needed.
const KEY = 'hocvu.kept';

function before(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export const keeping = $state({ on: before() });

// From now on, and at the next visit.
export function keepingBegins(): void {
  if (keeping.on) return;
  keeping.on = true;
  try {
    localStorage.setItem(KEY, '1');
  } catch { /* this page alone */ }
}
