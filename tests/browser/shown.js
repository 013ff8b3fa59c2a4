// SPDX-License-Identifier: GPL-3.0-or-later
// The six pictures of the README, out of build/screenshots as the tests left them: cut and made small by Chromium itself.
//
//	node tests/browser/shown.js
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { CHROMIUM, FLAGS, SHOTS } from '../help/browser.js';
import { ROOT } from '../help/cluster.js';

const SHOWN = ['coverage-1280-light-vi', 'one-target-1280-light-vi', 'nominate-paste-1280-light-vi', 'roll-360-light-vi', 'my-classes-360-light-vi', 'public-figures-360-dark-vi'];
const WIDE = 720, NARROW = 300, HIGH = 560;	// pixels of the picture, and its most

const chrome = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
const page = await chrome.newPage();
for (const name of SHOWN) {
  const png = readFileSync(join(SHOTS, `${name}.png`)).toString('base64'), width = name.includes('-360-') ? NARROW : WIDE;
  const webp = await page.evaluate(async ([data, w, most]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement('canvas'), scale = w / image.width;
    canvas.width = w;
    canvas.height = Math.min(most, Math.round(image.height * scale));
    canvas.getContext('2d').drawImage(image, 0, 0, image.width, canvas.height / scale, 0, 0, w, canvas.height);
    return canvas.toDataURL('image/webp', 0.8).split(',')[1];
  }, [png, width, HIGH]);
  writeFileSync(join(ROOT, 'tests/browser/shown', `${name.replace(/-\d+-.*/, '')}.webp`), Buffer.from(webp, 'base64'));
}
await chrome.close();
