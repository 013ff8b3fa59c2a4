// SPDX-License-Identifier: GPL-3.0-or-later
// The named blocks of the server's .sql files as texts psql can run: what is proven is what the server does.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cluster.js';

export const literal = (value) => {
  if (value === null || value === undefined) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `'${(typeof value === 'object' ? JSON.stringify(value) : value).replaceAll("'", "''")}'`;
};

// blocks('server/features/training/seat.sql').seats_locked({ class: 7 })
export function blocks(path) {
  const out = {};
  const text = readFileSync(join(ROOT, path), 'utf8');
  for (const [, name, args, body] of text.matchAll(/^-- ([a-z][a-z0-9_]*)\(([^)]*)\)[^\n]*\n([^]*?)(?=^-- [a-z][a-z0-9_]*\(|(?![^]))/gm)) {
    const names = args.split(',').map((a) => a.trim()).filter(Boolean);
    const sql = body.split('\n').filter((line) => !/^\s*--/.test(line)).join('\n').trim();
    out[name] = (given = {}) => sql.replace(/(?<![:A-Za-z0-9_]):([a-z][a-z0-9_]*)/g, (_, arg) => {
      if (!names.includes(arg)) throw new Error(`${name} uses :${arg}, which its header does not name`);
      if (!(arg in given)) throw new Error(`${name} needs ${arg}`);
      return literal(given[arg]);
    });
  }
  return out;
}
