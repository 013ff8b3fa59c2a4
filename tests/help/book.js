// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a workbook hocvu wrote, without anything of hocvu's: its sheets with their cells, and what is said of them.
import { unzip } from './zip.js';

const plain = (s) => s.replace(/<[^>]*>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
const inside = (xml, tag) => [...xml.matchAll(new RegExp(`<${tag}(?: ([^>]*?))?(?:/>|>(.*?)</${tag}>)`, 'gs'))].map((m) => ({ about: m[1] ?? '', text: m[2] ?? '' }));
const said = (about, name) => new RegExp(`(?:^| )${name}="([^"]*)"`).exec(about)?.[1];
const EPOCH = Date.UTC(1899, 11, 30);
const number = (letters) => [...letters].reduce((n, c) => n * 26 + c.charCodeAt(0) - 64, 0) - 1;

// A style's pattern of numbers and the colour of its ground.
function styles(xml) {
  const patterns = Object.fromEntries(inside(xml, 'numFmt').map(({ about }) => [said(about, 'numFmtId'), said(about, 'formatCode')]));
  const fills = inside(inside(xml, 'fills')[0].text, 'fill').map(({ text }) => said(inside(text, 'bgColor')[0]?.about ?? inside(text, 'fgColor')[0]?.about ?? '', 'rgb'));
  return inside(inside(xml, 'cellXfs')[0].text, 'xf').map(({ about }) => ({ pattern: patterns[said(about, 'numFmtId')] ?? said(about, 'numFmtId'), fill: fills[Number(said(about, 'fillId'))] }));
}

// A cell: { text } or { number }, with `day` when the number is shown as one, `formula` when it is computed, `fill`.
function cell({ about, text }, looks) {
  const look = looks[Number(said(about, 's') ?? 0)], value = inside(text, 'v')[0]?.text;
  const formula = inside(text, 'f').length > 0;
  if (said(about, 't') === 'inlineStr') return { text: plain(inside(text, 't').map((t) => t.text).join('')), ...look, formula };
  if (value === undefined) return { ...look, formula };
  const n = Number(value), day = /yy/.test(look.pattern ?? '') ? new Date(EPOCH + Math.round(n * 86400) * 1000).toISOString().slice(0, 16).replace('T00:00', '') : undefined;
  return { number: n, ...look, formula, day };
}

// { name: { rows: [[cell, ...], ...], frozen, filter, choices, columns } } of each sheet; strings must stand in the cells.
export function book(bytes) {
  const files = Object.fromEntries(unzip(bytes).map(([name, text]) => [name, text.toString('utf8')]));
  const looks = styles(files['xl/styles.xml']);
  return Object.fromEntries(inside(files['xl/workbook.xml'], 'sheet').map(({ about }, i) => {
    const xml = files[`xl/worksheets/sheet${i + 1}.xml`], rows = [];
    for (const row of inside(inside(xml, 'sheetData')[0].text, 'row')) {
      const cells = [];
      for (const c of inside(row.text, 'c')) cells[number(/[A-Z]+/.exec(said(c.about, 'r'))[0])] = cell(c, looks);
      rows[Number(said(row.about, 'r')) - 1] = cells;
    }
    return [plain(said(about, 'name')), { rows, frozen: said(inside(xml, 'pane')[0]?.about ?? '', 'topLeftCell'), filter: said(inside(xml, 'autoFilter')[0]?.about ?? '', 'ref'),
      choices: inside(xml, 'dataValidation').map((v) => ({ at: said(v.about, 'sqref'), from: plain(inside(v.text, 'formula1')[0]?.text ?? '') })),
      columns: inside(xml, 'col').map((c) => ({ from: Number(said(c.about, 'min')) - 1, ...looks[Number(said(c.about, 'style') ?? 0)] })) }];
  }));
}
export const texts = (row) => Array.from(row ?? [], (c) => c?.day ?? c?.text ?? c?.number ?? '');
