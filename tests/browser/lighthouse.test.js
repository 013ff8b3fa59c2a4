// SPDX-License-Identifier: GPL-3.0-or-later
// Lighthouse gives accessibility and best practices 100 on pages of the app, and search engines' needs 100 on public ones.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demoPassword } from '../help/browser.js';
import { start } from '../help/cluster.js';
import { lighthouseOn } from '../help/lighthouse.js';

let s, l;
before(async () => {
  s = await start({ demo: true, env: { HOCVU_NOW: '2026-11-22T02:00:00Z' } });
  l = await lighthouseOn(s);
});
after(async () => {
  await l?.close();
  await s?.stop({ verify: false });
});

async function whole(path, categories) {
  const { marks, failed } = await l.visit(path, categories);
  assert.deepEqual(failed, [], path);
  assert.deepEqual(marks, Object.fromEntries(categories.map((category) => [category, 100])), path);
}

test('public pages', async () => {
  for (const path of ['/public', '/public/classes', '/privacy']) await whole(path, ['accessibility', 'best-practices', 'seo']);
});

test('signing in, and a page behind it', async () => {
  await whole('/', ['accessibility', 'best-practices']);
  await l.signIn('official', demoPassword(s, 'official'));
  for (const path of ['/coverage', '/my-classes']) await whole(path, ['accessibility', 'best-practices']);
});
