// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's Chromium on the web app of a running hocvud, with what every page has to keep: no error in the
// console, no sentence untranslated, nothing axe complains about, a screenshot to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ROOT } from './cluster.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const SHOTS = join(ROOT, 'build/screenshots');
export const CHROMIUM = process.env.HOCVU_CHROMIUM ?? '/usr/bin/chromium';
// Chromium's own calls home are switched off: a test machine has no way out.
export const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// What Designsystemet says by itself, and what English words would slip into Vietnamese pages.
const NORWEGIAN = /Du er her|Trykk for|tegn (igjen|for mye)|Bla i sider|Legg til|\bTomt\b|Fjern tekst|\bforslag\b|Ugyldig/i;
const ENGLISH = /\b(the|and|your|please|loading|submit|dashboard|user|error)\b/i;

// Both widths, themes and languages, each pair at least once.
export const LOOKS = [[360, 'light', 'vi'], [1280, 'dark', 'vi'], [360, 'dark', 'en'], [1280, 'light', 'vi']];

// A browser for a test file: { open, close }.
export async function browse(server) {
  const chrome = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  return { open: (options) => open(chrome, server, options), close: () => chrome.close() };
}

// A window of its own with cookies of its own: Playwright's page with the helpers below. Where the server's clock is set,
// the window's stands there too: a form that says today must not name a day the server does not know yet.
async function open(chrome, server, { width = 1280, height = width < 500 ? 760 : 900, scheme = 'light', lang = 'vi', script = true } = {}) {
  const context = await chrome.newContext({ viewport: { width, height }, colorScheme: scheme, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh',
    reducedMotion: 'reduce', javaScriptEnabled: script });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);	// for what never comes; a busy machine under sanitizers takes its time
  if (server.now !== undefined) await context.addInitScript(stopClock, Date.parse(server.now));
  const wrong = [];
  page.on('console', (said) => { if (['error', 'warning'].includes(said.type())) wrong.push(said.text()); });
  page.on('pageerror', (error) => wrong.push(error.message));
  await context.addInitScript((chosen) => {
    if (localStorage.getItem('hocvu.look') === null) localStorage.setItem('hocvu.look', JSON.stringify({ lang: chosen, theme: 'auto', size: 'sm' }));
    globalThis.shifts = { sum: 0, what: [] };
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries().filter((entry) => !entry.hadRecentInput)) {
        globalThis.shifts.sum += shift.value;
        globalThis.shifts.what.push(...shift.sources.map(({ node }) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 90)));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  }, lang);
  return Object.assign(page, {
    name: `${width}-${scheme}-${lang}`,
    wrong,
    to: (path) => page.goto(server.url + path),
    signIn: (name, password) => signIn(page, name, password),
    settled: () => settled(page),
    drawn: () => drawn(page),
    hold: (pattern) => hold(page, pattern),
    turns: () => turns(page),
    pick: (at, typed, name) => pick(page, at, typed, name),
    still: (what) => still(page, what),
    sound: (what, allowed) => sound(page, lang, what, allowed),
    shot: (what) => shot(page, what),
    look: (width, scheme) => look(page, lang, width, scheme),
    looks: (what, allowed) => looks(page, lang, what, allowed),
    end: () => context.close(),
  });
}

// In the page: it is that moment, in milliseconds, and stays so. Timers and frames go on: only the time of day stands.
function stopClock(moment) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) {
      super(...(given.length > 0 ? given : [moment]));
    }
    static now() {
      return moment;
    }
  };
}

export function demoPassword(server, name) {
  const line = readFileSync(join(server.data, 'demo-accounts'), 'utf8').split('\n').find((row) => row.startsWith(`${name} `));
  return line.split(/\s+/)[1];
}

// A window in which that demo account stands on a page, whole.
export async function entered(browser, server, who, path, [width, scheme, lang] = [1280, 'light', 'vi']) {
  const page = await browser.open({ width, scheme, lang });
  await page.to(path);
  await page.signIn(who, demoPassword(server, who));
  await page.settled();
  return page;
}

// Nothing is on its way any more: neither the page nor a name in it, which stands as "…" until it comes ("Chọn …" of a select stays).
async function settled(page) {
  await page.locator('#main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('#main [aria-busy=true], #main .waiting') === null
    && !/(^|[^ ])…\n/.test(document.querySelector('#main').innerText));
}

// What the page asks of `pattern` waits in `asked` until the test lets it go: { asked, until(n) }.
async function hold(page, pattern) {
  const asked = [], listening = [];
  await page.route(pattern, (route) => {
    asked.push(route);
    listening.splice(0).forEach((hear) => hear());
  });
  return { asked, until: async (n) => { while (asked.length < n) await new Promise((hear) => { listening.push(hear); }); } };
}

// Some answers of the server later: what the page asks by itself after what it has, it has asked by then.
const turns = (page) => page.evaluate(async () => { for (let i = 0; i < 10; i++) await (await fetch('/healthz')).text(); });

// Chooses in a field that finds while one types.
async function pick(page, at, typed, name) {
  await at.fill(typed);
  await page.locator('li[role=option]:visible').filter({ hasText: name }).first().click();
}

async function signIn(page, name, password) {
  await page.locator('input[name=username]').fill(name);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

// The page as it stands: accessible, translated, quiet. `allowed`: console lines that are what the test is about.
async function sound(page, lang, what, allowed = /^$/) {
  assert.deepEqual(page.wrong.filter((line) => !allowed.test(line)), [], `${what}: the console`);
  // What says of itself that it is English may be: the other language of a page for everybody. <code> is what machines read.
  const [text, english] = await page.evaluate(() => {
    const said = (what) => [...document.querySelectorAll(`body ${what}`)].map((node) => node.innerText).filter(Boolean);
    return [said('code').reduce((rest, part) => rest.replaceAll(part, ''), document.body.innerText), said('[lang=en]')];
  });
  assert.doesNotMatch(text, /\?(web|word|role)\.|\{\w+\}|undefined|NaN|\[object/, `${what}: a sentence is missing`);
  assert.doesNotMatch(text, NORWEGIAN, what);
  if (lang === 'vi') assert.doesNotMatch(english.reduce((rest, part) => rest.replaceAll(part, ''), text.replaceAll('English', '')), ENGLISH, `${what}: English words`);
  await drawn(page);
  await page.evaluate(axe);
  const found = await page.evaluate((rules) => globalThis.axe.run(document, { runOnly: rules }), RULES);
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
  assert.deepEqual(said, [], `${what}: axe at ${page.name}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${what}: ${wide} px wider than the window at ${page.name}`);
}

// The page is drawn as it stands: colours have ended changing, also on a machine that has much to do.
async function drawn(page) {
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'));
}

// The page at a width and in a theme, drawn.
async function look(page, lang, width, scheme) {
  await page.setViewportSize({ width, height: width < 500 ? 760 : 900 });
  await page.emulateMedia({ colorScheme: scheme });
  page.name = `${width}-${scheme}-${lang}`;
  await page.waitForFunction((chosen) => matchMedia(`(prefers-color-scheme: ${chosen})`).matches, scheme);
  await drawn(page);
}

// The page as it stands at two widths and two themes: sound in each, a screenshot of each, without another sign-in.
async function looks(page, lang, what, allowed) {
  const before = page.viewportSize(), name = page.name;
  for (const width of [360, 1280]) {
    for (const scheme of ['light', 'dark']) {
      await look(page, lang, width, scheme);
      await sound(page, lang, what, allowed);
      await shot(page, what);
    }
  }
  await look(page, lang, before.width, 'light');
  page.name = name;
}

// Nothing moved by itself since the page was loaded.
async function still(page, what) {
  const { sum, what: moved } = await page.evaluate(() => globalThis.shifts);
  assert.ok(sum <= 0.02, `${what}: layout shifts ${sum.toFixed(3)} at ${page.name}: ${moved.join(' | ')}`);
}

async function shot(page, what) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${what}-${page.name}.png`), fullPage: true });
}
