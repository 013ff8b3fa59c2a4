// SPDX-License-Identifier: GPL-3.0-or-later
// Lighthouse on pages of a running hocvud, signed in or not: the marks of categories and the times of a visit.
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS } from './browser.js';
import { temporary } from './cluster.js';

// What says that Chromium lost a part of its own recording, and nothing of the page: Lighthouse asks to be run again then.
const UNRECORDED = ['NO_TRACING_STARTED', 'NO_RESOURCE_REQUEST', 'NO_NAVSTART', 'NO_DCL', 'NO_LCP'], RECORDINGS = 3;

// Chromium takes a port that is free and writes down which: one found free beforehand may be somebody else's by then.
async function portOf(profile) {
  const file = join(profile, 'DevToolsActivePort');
  for (const end = Date.now() + 30_000; ; await sleep(20)) {
    const port = existsSync(file) ? parseInt(readFileSync(file, 'utf8'), 10) : NaN;
    if (port > 0) return port;
    if (Date.now() > end) throw new Error(`Chromium wrote no port into ${file}`);
  }
}

// What Lighthouse tells of one visit.
async function report(url, options) {
  for (let n = 1; ; n++) {
    const { lhr } = await lighthouse(url, options);
    const painted = lhr.audits['largest-contentful-paint'];
    const trouble = lhr.runtimeError ?? (painted && painted.numericValue === undefined ? { code: 'NO_LCP', message: painted.errorMessage } : undefined);
    if (!trouble) return lhr;
    if (n === RECORDINGS || !UNRECORDED.includes(trouble.code)) throw new Error(`${url}: ${trouble.message}`);
  }
}

// A browser that Lighthouse may drive: { visit, signIn, close }. Who signs in stays so for the visits after.
export async function lighthouseOn(server) {
  const profile = mkdtempSync(join(temporary(), 'lh'));
  const context = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM, args: [...FLAGS, '--remote-debugging-port=0'], locale: 'vi-VN' });
  const port = await portOf(profile);
  return {
    async signIn(name, password) {
      const page = await context.newPage();
      await page.goto(`${server.url}/`);
      await page.locator('input[name=username]').fill(name);
      await page.locator('input[name=password]').fill(password);
      await page.locator('button[type=submit]').click();
      await page.locator('#main h1').waitFor();
      await page.close();
    },
    // Marks of 0 to 100 by category, what failed, and LCP and TBT in milliseconds where performance is asked.
    async visit(path, categories) {
      const lhr = await report(server.url + path, { port, output: 'json', logLevel: 'silent', onlyCategories: categories, disableStorageReset: true });
      const failed = Object.values(lhr.categories).flatMap((category) => category.auditRefs.filter((ref) => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 1)
        .map((ref) => `${category.id}: ${ref.id} ${JSON.stringify(lhr.audits[ref.id].details?.items?.slice(0, 3) ?? '').slice(0, 400)}`));
      const marks = Object.fromEntries(Object.values(lhr.categories).map((category) => [category.id, Math.round(category.score * 100)]));
      const ms = (audit) => lhr.audits[audit]?.numericValue;
      return { marks, failed, lcp: ms('largest-contentful-paint'), tbt: ms('total-blocking-time'), cls: ms('cumulative-layout-shift') };
    },
    close: () => context.close(),
  };
}
