// SPDX-License-Identifier: GPL-3.0-or-later
// Rows as a file that Excel opens: with a byte order mark, quoted, no formula.
type Cell = string | number | null | undefined;

// A text that begins like a formula would be run by Excel; a quote in front shows it as it is.
function cell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function csvText(rows: Cell[][]): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}
