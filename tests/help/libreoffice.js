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

// Writes the files at `paths` into `out` in another form.
function converted(folder, out, paths, how, form = 'html') {
  if (paths.length === 0) return;
  const r = run('soffice', [`-env:UserInstallation=file://${folder}/profile`, '--headless', '--norestore', ...how, '--convert-to', form, '--outdir', out, ...paths],
    { env: { HOME: folder, LC_ALL: 'C.UTF-8' } });
  assert.equal(r.code, 0, r.out + r.err);
}

// A folder for one process, with what it reads in it: done with the paths of the files, then gone.
function withFiles(files, work) {
  const folder = mkdtempSync(join(temporary(), 'office.')), names = Object.keys(files), out = join(folder, 'out');
  try {
    const paths = names.map((name, i) => join(folder, `${i}${extname(name)}`));
    mkdirSync(out);
    mkdirSync(join(folder, 'profile/user'), { recursive: true });
    writeFileSync(join(folder, 'profile/user/registrymodifications.xcu'), SETTINGS);
    paths.forEach((path, i) => writeFileSync(path, files[names[i]]));
    return work(folder, out, paths, names);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// What its dialogue would ask about a CSV: commas, quotation marks, UTF-8, from the first line.
const ABOUT_CSV = '--infilter=CSV:44,34,76,1';

// files: { name: bytes }, the name's ending says what it is. Gives { name: { text, sheets: [[[cell, ...], ...], ...] } };
// whatever LibreOffice cannot open fails the test.
export function opened(files) {
  return withFiles(files, (folder, out, paths, names) => {
    const isCsv = (path) => path.endsWith('.csv');
    converted(folder, out, paths.filter((path) => !isCsv(path)), []);
    converted(folder, out, paths.filter(isCsv), [ABOUT_CSV]);
    return Object.fromEntries(names.map((name, i) => {
      const page = join(out, `${i}.html`);
      assert.ok(existsSync(page), `LibreOffice does not open ${name}`);
      const html = readFileSync(page, 'utf8').replace(/^.*?<body[^>]*>/s, '');
      const sheets = [...html.matchAll(/<table[^>]*>(.*?)<\/table>/gs)].map(([, table]) => rows(table));
      return [name, { sheets, text: plain(html).replace(/\s+/g, ' ').trim() }];
    }));
  });
}

// Workbooks saved as Excel 97 to 2003 keep them. Gives { name: bytes }.
export function saved97(files) {
  return withFiles(files, (folder, out, paths, names) => {
    converted(folder, out, paths, [], 'xls:MS Excel 97');
    return Object.fromEntries(names.map((name, i) => [name, readFileSync(join(out, `${i}.xls`))]));
  });
}

// A Word document opened and saved again as one (or as a PDF): its bytes.
export function resaved(bytes, form = 'docx') {
  return withFiles({ 'a.docx': bytes }, (folder, out, paths) => {
    converted(folder, out, paths, [], form);
    assert.ok(existsSync(join(out, `0.${form}`)), 'LibreOffice does not open it');
    return readFileSync(join(out, `0.${form}`));
  });
}
