// SPDX-License-Identifier: GPL-3.0-or-later
// The demo world with what sending people and running classes need of it, and the words of their stories.
import assert from 'node:assert/strict';
import { browse, demoPassword } from '../help/browser.js';
import { start } from '../help/cluster.js';

export const NOW = '2026-11-22T02:00:00Z';

export async function world() {
  const s = await start({ demo: true, env: { HOCVU_NOW: NOW } });
  const b = await browse(s);
  const id = (table, code) => Number(s.sql('owner', `SELECT id FROM ${table} WHERE code = '${code}'`)[0].id);
  return {
    s, b, id,
    sql: (query) => s.sql('owner', query),
    // Somebody's window on a page, ready; `keep` of another window of theirs saves a sign-in.
    async opened(who, path, options) {
      const page = await b.open(options);
      await page.to(path);
      await page.signIn(who, demoPassword(s, who));
      await page.locator('#main h1').waitFor();
      await settled(page);
      return page;
    },
    stop: async () => {
      await b.close();
      await s.stop({ verify: false });
    },
  };
}

// Nothing is on its way any more.
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('#main h1') !== null && document.querySelector('#main [aria-busy=true], #main .waiting') === null
    && !document.querySelector('#main').innerText.includes('…'));
}

// Asks the API as whoever is signed in in the window.
export const asked = (page, method, path, body) => page.evaluate(async ([how, where, what]) => {
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
  const r = await fetch(`/api/v1${where}`, { method: how, headers, body: what === undefined ? undefined : JSON.stringify(what) });
  return { status: r.status, body: r.status === 204 ? null : await r.json() };
}, [method, path, body]);

// With Tab alone onto what is called so; `back` with Shift.
export async function onto(page, name, { back = false, most = 150 } = {}) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press(back ? 'Shift+Tab' : 'Tab');
    const said = await page.evaluate(() => {
      const at = document.activeElement;
      return [at.getAttribute('aria-label'), at.labels?.[0]?.textContent, at.matches('a, button') ? at.textContent : ''].filter(Boolean).join(' ').replace(/\s+/g, ' ');
    });
    if (said.includes(name)) return;
  }
  assert.fail(`Tab never came to ${name}`);
}
