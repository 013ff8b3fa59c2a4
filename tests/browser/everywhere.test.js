// SPDX-License-Identifier: GPL-3.0-or-later
// Every page of the menu, and those behind it, as everybody who works here: in each language no word of the other and
// no key of a sentence, and on paper nothing to press.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from '../help/cluster.js';
import { LOOKS } from '../help/browser.js';
import { sentences } from '../../web/make/words.js';
import { world } from './training_world.js';

// Who walks, and in which of the four looks.
const ROLES = {
  head: { role: 'unit_head', look: 0 }, official: { role: 'ward_official', look: 1 }, auditor: { role: 'auditor', look: 2 }, admin: { role: 'admin', look: 3 },
  office: { role: 'programme_office', look: 1 }, trainer: { role: 'trainer', look: 0 }, team: { role: 'community_team', look: 3 }, learner: { role: 'learner', look: 2 },
};
const ALONE = ['class', 'course', 'lists', 'sheet', 'screen', 'checkin'];	// no other file looks at them in all four looks
const LAST = '/account';	// everybody's last page: each of the walk is another than the one before
const PAPER = { width: 660, height: 930 };	// A4 without its margins, at 96 dots an inch
const EXPECTED = /status of 40[349]/;	// what a role may not see is said on the page

let w, titles, names, page;
before(async () => {
  w = await world();
  titles = w.sql('SELECT title FROM course').map((row) => row.title);	// an example in a field may be called like a course
  names = new Set(w.sql('SELECT name FROM account').map((row) => row.name));	// and an account like a role
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

// The app's own way to another page: a link is followed. The page before stays until the other one is here.
async function follow(page, path) {
  await page.evaluate((href) => {
    document.querySelector('#main h1').dataset.before = '';
    const link = Object.assign(document.createElement('a'), { href });
    document.body.append(link);
    link.click();
    link.remove();
  }, path);
  await page.waitForFunction((at) => location.pathname + location.search === at || location.pathname === at.split('?')[0], path);
  await page.waitForFunction(() => document.querySelector('#main h1:not([data-before])') !== null && document.querySelector('#main h1[data-before], #main [aria-busy=true], #main .waiting') === null);
}

// What stands in one language alone, as it is shown: sentences with places as patterns.
function foreign(own, other) {
  const mine = Object.fromEntries(sentences(own)), said = new Set(Object.values(mine).map((text) => text.toLowerCase()));
  const words = sentences(other).filter(([key, text]) => (/^(web|word|role)\./.test(key)) && !said.has(text.toLowerCase()) && mine[key] !== text && /\p{L}{2}/u.test(text.replace(/\{\w+\}/g, '')));
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
    if (!node.parentElement.closest('script, style, noscript, code') && (held === document.documentElement || held === null)) found.add(node.textContent.replace(/\s+/g, ' ').trim());
  }
  for (const one of document.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) if (one.hasAttribute(name)) found.add(one.getAttribute(name));
  }
  return [...found].filter((text) => /\p{L}{2}/u.test(text));
});

// What on paper still looks like something to press, and how much wider than the sheet it is.
async function onPaper(page) {
  const before = page.viewportSize();
  await page.setViewportSize(PAPER);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await page.drawn();
  const found = await page.evaluate(() => {
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getBoundingClientRect().width > 2;
    const drawn = (node) => {
      const style = getComputedStyle(node);
      return parseFloat(style.borderTopWidth) > 0 || !/^(transparent|rgba\(.*, 0\))$/.test(style.backgroundColor);
    };
    const pressed = [...document.querySelectorAll('button, input, select, textarea, [role=button], .ds-button')].filter((node) => seen(node) && drawn(node));
    const chrome = [...document.querySelectorAll('nav, header.head, footer.foot, .ds-skip-link')].filter(seen);
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    return [...[...pressed, ...chrome].map((node) => node.outerHTML.slice(0, 120)), ...(wide > 0 ? [`${wide} px too wide`] : [])];
  });
  await page.emulateMedia({ media: null });
  await page.setViewportSize(before);
  return found;
}

// A page no other file looks at, in all four looks, once.
const once = new Set();
async function seen(who, name) {
  if (once.has(name) || !ALONE.includes(name)) return;
  once.add(name);
  await page.looks(`${who}-${name}`, EXPECTED);
}

for (const [who, { role, look }] of Object.entries(ROLES)) {
  const [width, scheme] = LOOKS[look];

  test(`${who}: every page in Vietnamese and on paper`, async () => {
    page = await w.opened(who, LAST, { width, scheme });
    const is = foreign('vi', 'en'), wrong = [];
    for (const { name, path } of pagesOf(role)) {
      await follow(page, path);
      const text = await shown(page);
      wrong.push(...text.filter((one) => is(one) && !names.has(one)).map((one) => `${name}: ${one}`));
      wrong.push(...text.filter((one) => /\?(web|word|role)\.|\b(web|word|role)\.[a-z_]+\.[a-z_0-9]+|\{\w+\}|undefined|\[object/.test(one)).map((one) => `${name}: ${one}`));
      await seen(who, name).catch((error) => wrong.push(error.message));
      wrong.push(...(await onPaper(page)).map((one) => `${name}, on paper: ${one}`));
    }
    assert.deepEqual(wrong, []);
  });

  // In the same window: another sign-in would cost more than what is looked at.
  test(`${who}: every page in English`, async () => {
    await page.evaluate(() => localStorage.setItem('hocvu.look', JSON.stringify({ lang: 'en', theme: 'auto', size: 'sm' })));
    await page.to(LAST);
    await page.settled();
    const is = foreign('en', 'vi'), wrong = [];
    for (const { name, path } of pagesOf(role)) {
      await follow(page, path);
      wrong.push(...(await shown(page)).filter((text) => is(text) && !names.has(text) && !titles.some((title) => text.includes(title))).map((text) => `${name}: ${text}`));
    }
    await page.end();
    assert.deepEqual(wrong, []);
  });
}
