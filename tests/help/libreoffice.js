// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks, CSV and Word documents as LibreOffice reads them: opened without a screen, all of a kind by one process.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { run, temporary } from './cluster.js';

const NAMED = { lt: '<', gt: '>', quot: '"', amp: '&', nbsp: '\u00a0' };
const plain = (html) => html.replace(/<br\b[^>]*>/g, '\n').replace(/<[^>]*>/g, '')
  .replace(/&(?:#(\d+)|(\w+));/g, (whole, code, name) => code ? String.fromCodePoint(code) : NAMED[name] ?? whole);

// A day, a moment or a time that LibreOffice found in a CSV: two digits of the year, seconds and halves of days are its own choice.
const EPOCH = Date.UTC(1899, 11, 30);
function cell(about, html) {
  const [, serial, pattern] = /sdval="([^"]*)" sdnum="\d+;0;([^"]*)"/.exec(about) ?? [];
  if (!/^(DD\/MM\/YY(?!Y)|HH:MM)/.test(pattern)) return plain(html).trim();
  const [, y, m, d, time] = /^(\d+)-(\d\d)-(\d\d)T(\d\d:\d\d)/.exec(new Date(EPOCH + Math.round(Number(serial.replace(',', '.')) * 86400) * 1000).toISOString());
  return [pattern.startsWith('DD') && `${d}/${m}/${y}`, pattern.includes('HH') && time].filter(Boolean).join(' ');
}

// A table's rows as the cells show themselves, without what is empty at the end of them.
function rows(table) {
  return [...table.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) => {
    const cells = [...row.matchAll(/<td([^>]*)>(.*?)<\/td>/gs)].map(([, about, html]) => cell(about, html));
    while (cells.at(-1) === '') cells.pop();
    return cells;
  });
}

// The profile is a new one, as of somebody in Vietnam: nobody's settings, and another run is not in the way.
const SETTINGS = `<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
  <prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi</value></prop></item></oor:items>`;

// Writes the files at `paths` as pages of HTML into `out`.
function converted(folder, out, paths, how) {
  if (paths.length === 0) return;
  const r = run('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--norestore', ...how, '--convert-to', 'html', '--outdir', out, ...paths],
    { env: { HOME: folder, LC_ALL: 'C.UTF-8' } });
  assert.equal(r.code, 0, r.out + r.err);
}

// What its dialogue would ask about a CSV: commas, quotation marks, UTF-8, from the first line.
const ABOUT_CSV = '--infilter=CSV:44,34,76,1';

// files: { name: bytes }, the name's ending says what it is. Gives { name: { text, sheets: [[[cell, ...], ...], ...] } };
// whatever LibreOffice cannot open fails the test.
export function opened(files) {
  const folder = mkdtempSync(join(temporary(), 'office.')), names = Object.keys(files);
  try {
    const paths = names.map((name, i) => join(folder, `${i}${extname(name)}`)), out = join(folder, 'out'), isCsv = (path) => path.endsWith('.csv');
    mkdirSync(out);
    mkdirSync(join(folder, 'profile/user'), { recursive: true });
    writeFileSync(join(folder, 'profile/user/registrymodifications.xcu'), SETTINGS);
    paths.forEach((path, i) => writeFileSync(path, files[names[i]]));
    converted(folder, out, paths.filter((path) => !isCsv(path)), []);
    converted(folder, out, paths.filter(isCsv), [ABOUT_CSV]);
    return Object.fromEntries(names.map((name, i) => {
      const page = join(out, `${i}.html`);
      assert.ok(existsSync(page), `LibreOffice does not open ${name}`);
      const html = readFileSync(page, 'utf8').replace(/^.*?<body[^>]*>/s, '');
      const sheets = [...html.matchAll(/<table[^>]*>(.*?)<\/table>/gs)].map(([, table]) => rows(table));
      return [name, { sheets, text: plain(html).replace(/\s+/g, ' ').trim() }];
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
