// SPDX-License-Identifier: GPL-3.0-or-later
// Old workbooks (.xls) as small as they can be, sound or not: records (MS-XLS), and the compound file around them (MS-CFB).
const u8 = (n) => Buffer.from([n & 255]), u16 = (n) => Buffer.from([n & 255, n >> 8 & 255]);
export const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32LE(n >>> 0); return b; };
const double = (n) => { const b = Buffer.alloc(8); b.writeDoubleLE(n); return b; };
export const words = (...all) => Buffer.concat(all.map(u16));

export const KIND = { FORMULA: 6, EOF: 10, DATEMODE: 0x22, FILEPASS: 0x2f, FONT: 0x31, CONTINUE: 0x3c, CODEPAGE: 0x42, BOUNDSHEET: 0x85, MULRK: 0xbd, RSTRING: 0xd6,
  XF: 0xe0, MERGECELLS: 0xe5, SST: 0xfc, LABELSST: 0xfd, NO_MACROS: 0x1bd, NUMBER: 0x203, LABEL: 0x204, BOOLERR: 0x205, STRING: 0x207, RK: 0x27e, FORMAT: 0x41e, SHARED: 0x4bc, BOF: 0x809 };
export const record = (kind, ...parts) => { const body = Buffer.concat(parts); return Buffer.concat([u16(kind), u16(body.length), body]); };

// A text as BIFF8 keeps it, its length in one byte or two; wide: 16 bits a sign. runs: [[begin, font], ...].
export function text(s, { bytes = 2, wide = /[^\0-\xff]/.test(s), runs = [], more } = {}) {
  const signs = Buffer.from(s, wide ? 'utf16le' : 'latin1');
  return Buffer.concat([(bytes === 1 ? u8 : u16)(s.length), u8((wide ? 1 : 0) | (runs.length ? 8 : 0) | (more ? 4 : 0)), ...(runs.length ? [u16(runs.length)] : []), ...(more ? [u32(more.length)] : []),
    signs, ...runs.map((run) => words(...run)), ...(more ? [more] : [])]);
}
// The same of Excel 5 and 95: bytes.
export const old = (s, bytes = 2) => Buffer.concat([(bytes === 1 ? u8 : u16)(s.length), Buffer.from(s, 'latin1')]);

const bof = (what, version = 0x600) => record(KIND.BOF, words(version, what, 0, 0), u32(0), u32(0)), EOF = record(KIND.EOF);
export const font = (name, is5) => record(KIND.FONT, Buffer.alloc(14), is5 ? old(name, 1) : text(name, { bytes: 1 }));
export const format = (number, code) => record(KIND.FORMAT, u16(number), text(code));
export const xf = (fontNumber, formatNumber) => record(KIND.XF, words(fontNumber, formatNumber), Buffer.alloc(16));
export const sst = (strings, told = strings.length) => record(KIND.SST, u32(told), u32(told), ...strings.map((s) => typeof s === 'string' ? text(s) : s));
export const cell = {
  text: (r, c, s, style = 0) => record(KIND.LABEL, words(r, c, style), typeof s === 'string' ? text(s) : s),
  shared: (r, c, n, style = 0) => record(KIND.LABELSST, words(r, c, style), u32(n)),
  number: (r, c, n, style = 0) => record(KIND.NUMBER, words(r, c, style), double(n)),
  rk: (r, c, bits, style = 0) => record(KIND.RK, words(r, c, style), u32(bits)),
  rks: (r, c, all, style = 0) => record(KIND.MULRK, words(r, c), ...all.flatMap((bits) => [u16(style), u32(bits)]), u16(c + all.length - 1)),
  mark: (r, c, value, error) => record(KIND.BOOLERR, words(r, c, 0), u8(value), u8(error ? 1 : 0)),
  formula: (r, c, result) => record(KIND.FORMULA, words(r, c, 0), typeof result === 'number' ? double(result) : Buffer.from(result), Buffer.alloc(8)),
};
export const TEXT_FOLLOWS = [0, 0, 0, 0, 0, 0, 255, 255], NOTHING = [3, 0, 0, 0, 0, 0, 255, 255];
export const merged = (...areas) => record(KIND.MERGECELLS, u16(areas.length), ...areas.map((area) => words(...area)));

// Fonts 0 to 3 and 5 (the fourth is never counted), and cell formats by their place.
export const FONTS = ['Times New Roman', '.VnTime', '.VnTimeH', 'VNI-Times', 'Arial'], STYLE = { plain: 0, abc: 1, caps: 2, vni: 3, own: 4, day: 5, built: 6 };
const LOOKS = [...FONTS.map((name) => font(name)), format(164, 'dd/mm/yyyy'), ...[0, 1, 2, 3, 5].map((n) => xf(n, 0)), xf(0, 164), xf(0, 14)];

// A workbook's stream. sheets: [{ name, cells, hidden, is, raw }]; globals: records behind the formats.
export function stream(sheets, { globals = [], version = 0x600, looks = LOOKS, name = (s) => text(s, { bytes: 1 }) } = {}) {
  const bodies = sheets.map((one) => one.raw ?? Buffer.concat([bof(one.bof ?? 0x10, version), ...one.cells, EOF]));
  const heads = (at) => sheets.map((one, i) => record(KIND.BOUNDSHEET, u32(at[i]), u8(one.hidden ? 1 : 0), u8(one.is ?? 0), name(one.name ?? 'Danh sách')));
  const head = (at) => Buffer.concat([bof(5, version), ...looks, ...heads(at), ...globals, EOF]);
  const first = head(sheets.map(() => 0)).length;
  return Buffer.concat([head(bodies.map((_, i) => first + bodies.slice(0, i).reduce((n, b) => n + b.length, 0))), ...bodies]);
}

// The compound file: { name: bytes, or null for a storage }, sectors of 512 bytes; what is smaller than 4,096 bytes goes into small sectors.
export function ole(streams) {
  const SECTOR = 512, END = 0xfffffffe, FREE = 0xffffffff, fat = [], sectors = [], miniFat = [], mini = [];
  const put = (bytes, to = sectors, table = fat, size = SECTOR) => {
    const begin = to.length, n = Math.ceil(bytes.length / size);
    for (let i = 0; i < n; i++) { to.push(Buffer.concat([bytes.subarray(i * size, (i + 1) * size), Buffer.alloc(size)]).subarray(0, size)); table.push(i + 1 < n ? begin + i + 1 : END); }
    return n === 0 ? END : begin;
  };
  const entry = (name, type, { left = FREE, right = FREE, child = FREE, begin = 0, size = 0 } = {}) => {
    const b = Buffer.alloc(128);
    b.write(name, 'utf16le');
    b.writeUInt16LE(2 * (name.length + 1), 64);
    b[66] = type; b[67] = 1;
    [left, right, child].forEach((n, i) => b.writeUInt32LE(n, 68 + 4 * i));
    b.writeUInt32LE(begin, 116); b.writeUInt32LE(size, 120);
    return b;
  };
  const names = Object.keys(streams), entries = names.map((name, i) => {
    const bytes = streams[name], right = i + 1 < names.length ? i + 2 : FREE;
    if (bytes === null) return entry(name, 1, { right });
    return entry(name, 2, { right, size: bytes.length, begin: bytes.length < 4096 ? put(bytes, mini, miniFat, 64) : put(bytes) });
  });
  const small = Buffer.concat(mini), smallAt = put(small);
  const miniAt = put(Buffer.concat(miniFat.map(u32))), dirAt = put(Buffer.concat([entry('Root Entry', 5, { child: names.length ? 1 : FREE, begin: smallAt, size: small.length }), ...entries]));
  // The table's own sectors stand in the header, from the 110th on in sectors of 127.
  let fats = 0, tables = 0;
  while (fats * 128 < sectors.length + fats + tables) tables = Math.max(0, Math.ceil((++fats - 109) / 127));
  const fatAt = sectors.length, tableAt = fatAt + fats, at = (i) => i < fats ? fatAt + i : FREE;
  fat.push(...Array(fats).fill(0xfffffffd), ...Array(tables).fill(0xfffffffc));
  while (fat.length < fats * 128) fat.push(FREE);
  for (let i = 0; i < fats; i++) sectors.push(Buffer.concat(fat.slice(i * 128, (i + 1) * 128).map(u32)));
  for (let t = 0; t < tables; t++) sectors.push(Buffer.concat([...Array.from({ length: 127 }, (_, i) => u32(at(109 + 127 * t + i))), u32(t + 1 < tables ? tableAt + t + 1 : END)]));
  const head = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(16), words(0x3e, 3, 0xfffe, 9, 6, 0, 0, 0), u32(0), u32(fats), u32(dirAt), u32(0), u32(4096),
    u32(miniFat.length ? miniAt : END), u32(Math.ceil(miniFat.length / 128)), u32(tables ? tableAt : END), u32(tables), ...Array.from({ length: 109 }, (_, i) => u32(at(i)))]);
  return Buffer.concat([head, ...sectors]);
}
export const xls = (cells, options) => ole({ Workbook: stream([{ cells }], options) });
