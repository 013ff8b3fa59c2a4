// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of the menu, and those behind it, as who teaches, learns or goes from door to door: in each language no
// word of the other, and no key of a sentence.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from '../help/cluster.js';
import { sentences } from '../../web/make/words.js';
import { world } from './training_world.js';

const ROLES = { trainer: 'trainer', team: 'community_team', learner: 'learner' };
const EXPECTED = /status of 40[349]/;	// what a role may not see is said on the page

let w, titles;
before(async () => {
  w = await world();
  titles = new Set(w.sql('SELECT title FROM course').map((row) => row.title));	// an example in a field may be called like a course
});
after(() => w?.stop());

// The rows of web/src/pages.ts with what an address needs beside its path.
function pagesOf(role) {
  const text = readFileSync(join(ROOT, 'web/src/pages.ts'), 'utf8');
  const lists = Object.fromEntries([...text.matchAll(/^const (\w+): Role\[\] = \[(.*)\];$/gm)].map(([, name, roles]) => [name, roles]));
  const whole = (roles) => roles.replace(/\.\.\.(\w+)|\b([A-Z]{4,})\b/g, (_, a, b) => whole(lists[a ?? b] ?? ''));
  const session = w.sql(`SELECT s.id FROM session s JOIN account a ON a.person_id = s.trainer_id WHERE a.name = 'trainer' AND NOT s.cancelled ORDER BY abs(s.date - '2026-11-22'), s.id LIMIT 1`)[0].id;
  const more = { class: `?id=${w.id('class', 'lop-0104')}`, course: `?id=${w.id('course', 'ai-co-ban')}`, roll: `?session=${session}`, sheet: `?session=${session}`, screen: `?session=${session}` };
  return [...text.matchAll(/\{ name: '(\w+)', path: '([^']+)', roles: (.*?), menu:/g)]
    .filter(([, , , roles]) => roles === "'everybody'" || whole(roles).includes(`'${role}'`))
    .map(([, name, path]) => ({ name, path: path + (more[name] ?? '') }));
}

// The app's own way to another page: a link is followed.
async function follow(page, path) {
  await page.evaluate((href) => {
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await page.waitForFunction((at) => location.pathname + location.search === at || location.pathname === at.split('?')[0], path);
  await page.waitForFunction(() => document.querySelector('#main h1') !== null && document.querySelector('#main [aria-busy=true], #main .waiting') === null, null, { timeout: 15_000 });
}

// What stands in one language alone, as it is shown: sentences with places as patterns.
function foreign(own, other) {
  const mine = Object.fromEntries(sentences(own)), said = new Set(Object.values(mine));
  const words = sentences(other).filter(([key, text]) => (/^(web|word|role)\./.test(key)) && !said.has(text) && mine[key] !== text && /\p{L}{2}/u.test(text.replace(/\{\w+\}/g, '')));
  const exact = new Set(words.filter(([, text]) => !text.includes('{')).map(([, text]) => text.toLowerCase()));
  const patterns = words.filter(([, text]) => /\p{L}{3}/u.test(text.replace(/\{\w+\}/g, '')) && text.includes('{'))
    .map(([, text]) => new RegExp(`^${text.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '.+')}$`, 'i'));
  return (text) => exact.has(text.toLowerCase()) || patterns.some((pattern) => pattern.test(text));
}

// Everything somebody reads or hears on the page, but what says of itself that it is in another language.
const shown = (page) => page.evaluate(() => {
  const found = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const held = node.parentElement.closest('[lang]');
    if (!node.parentElement.closest('script, style, noscript') && (held === document.documentElement || held === null)) found.add(node.textContent.replace(/\s+/g, ' ').trim());
  }
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) if (one.hasAttribute(name)) found.add(one.getAttribute(name));
  }
  return [...found].filter((text) => /\p{L}{2}/u.test(text));
});

for (const [who, role] of Object.entries(ROLES)) {
  test(`${who}: every page in English`, async () => {
    const page = await w.opened(who, '/', { lang: 'en' });
    const is = foreign('en', 'vi'), wrong = [];
    for (const { name, path } of pagesOf(role)) {
      await follow(page, path);
      wrong.push(...(await shown(page)).filter((text) => is(text) && !titles.has(text)).map((text) => `${name}: ${text}`));
    }
    assert.deepEqual(wrong, []);
    await page.sound('the last one', EXPECTED);
    await page.end();
  });

  test(`${who}: every page in Vietnamese`, async () => {
    const page = await w.opened(who, '/');
    const is = foreign('vi', 'en'), wrong = [];
    for (const { name, path } of pagesOf(role)) {
      await follow(page, path);
      const text = await shown(page);
      wrong.push(...text.filter(is).map((one) => `${name}: ${one}`));
      wrong.push(...text.filter((one) => /\?(web|word|role)\.|\b(web|word|role)\.[a-z_]+\.[a-z_0-9]+|\{\w+\}|undefined|\[object/.test(one)).map((one) => `${name}: ${one}`));
    }
    assert.deepEqual(wrong, []);
    await page.end();
  });
}
