// SPDX-License-Identifier: GPL-3.0-or-later
// Lets this browser open the app without a network. Asked for by pages that work so, once they have something to show.
const ADDRESS = '/worker.js';

interface Types { createPolicy(name: string, rules: { createScriptURL: (text: string) => string }): { createScriptURL(text: string): string } }

// The policy of scripts wants the address from a named place: it gives this one and no other.
function address(): string {
  const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
  return types === undefined ? ADDRESS : types.createPolicy('hocvu-worker', { createScriptURL: () => ADDRESS }).createScriptURL(ADDRESS);
}

let asked: Promise<boolean> | undefined;

// True once the app would open without a network; false where browsers cannot.
export function openable(): Promise<boolean> {
  asked ??= (async () => {
    if (!('serviceWorker' in navigator)) return false;
    try {
      await navigator.serviceWorker.register(address());
      await navigator.serviceWorker.ready;
      return true;
    } catch {
      return false;
    }
  })();
  return asked;
}
