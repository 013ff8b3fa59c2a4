// SPDX-License-Identifier: GPL-3.0-or-later
// Workbooks as small as they can be, sound or not: xlsx(rows, { merges, styles, ... }) gives the file's bytes.
import { crc32, deflateRawSync } from 'node:zlib';

const u16 = (n) => Buffer.from([n & 255, n >> 8 & 255]), u32 = (n) => Buffer.concat([u16(n & 65535), u16(n >>> 16)]);

// A ZIP file of { name: text or bytes }.
export function zip(parts) {
  const bodies = [], index = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const plain = Buffer.from(content), packed = deflateRawSync(plain), path = Buffer.from(name);
    const head = Buffer.concat([u16(20), u16(0x800), u16(8), u32(0), u32(crc32(plain)), u32(packed.length), u32(plain.length), u16(path.length), u16(0)]);
    const body = Buffer.concat([u32(0x04034b50), head, path, packed]);
    index.push(Buffer.concat([u32(0x02014b50), u16(20), head, u16(0), u16(0), u16(0), u32(0), u32(at), path]));
    bodies.push(body);
    at += body.length;
  }
  const list = Buffer.concat(index);
  return Buffer.concat([...bodies, list, u32(0x06054b50), u16(0), u16(0), u16(index.length), u16(index.length), u32(list.length), u32(at), u16(0)]);
}

const escaped = (s) => String(s).replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);
export function column(n) { return n < 26 ? String.fromCharCode(65 + n) : column(Math.floor(n / 26) - 1) + column(n % 26); }

// A cell: a text, a number, { date: serial }, { formula, value }, { shared: text }, { text | rich, style } or null; rich is XML, kept as shared.
function cell(value, at, strings) {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  if (typeof value === 'string') return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`;
  if ('date' in value) return `<c r="${at}" s="1"><v>${value.date}</v></c>`;
  if ('formula' in value) return `<c r="${at}" t="str"><f>${escaped(value.formula)}</f>${value.value === undefined ? '' : `<v>${escaped(value.value)}</v>`}</c>`;
  if ('text' in value) return `<c r="${at}" s="${value.style}" t="inlineStr"><is><t xml:space="preserve">${escaped(value.text)}</t></is></c>`;
  if ('rich' in value) return `<c r="${at}" s="${value.style}" t="s"><v>${strings.push({ xml: value.rich }) - 1}</v></c>`;
  strings.push(value.shared);
  return `<c r="${at}" t="s"><v>${strings.length - 1}</v></c>`;
}

const NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
export const SHEET = 'xl/worksheets/sheet1.xml';

// The parts of a workbook with one sheet; `more` replaces or adds parts.
export function parts(rows, { merges = [], more = {} } = {}) {
  const strings = [];
  const data = rows.map((row, r) => `<row r="${r + 1}">${(row ?? []).map((v, c) => cell(v, column(c) + (r + 1), strings)).join('')}</row>`).join('');
  return {
    '[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<?xml version="1.0"?><workbook ${NS} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Danh sách" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/styles.xml': `<?xml version="1.0"?><styleSheet ${NS}><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `<?xml version="1.0"?><sst ${NS}>${strings.map((s) => `<si>${s.xml ?? `<t>${escaped(s)}</t>`}</si>`).join('')}</sst>`,
    [SHEET]: `<?xml version="1.0"?><worksheet ${NS}><dimension ref="A1:XFD1048576"/><sheetData>${data}</sheetData>${merges.length ? `<mergeCells>${merges.map((m) => `<mergeCell ref="${m}"/>`).join('')}</mergeCells>` : ''}</worksheet>`,
    ...more,
  };
}
export const xlsx = (rows, options) => zip(parts(rows, options));
