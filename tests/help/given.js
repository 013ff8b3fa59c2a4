// SPDX-License-Identifier: GPL-3.0-or-later
// The beginning of a story: a small world imported as a data package, and accounts that act in it.
//
//   await given(server, {
//     units: [{ code: 'my-hao', name: 'Mỹ Hào', kind: 'town' }, ...],
//     people: [{ person: 'minh', full_name: 'Nguyễn Văn Minh' }, ...],
//     accounts: { lan: ['trainer bach-sam'], hoa: { person: 'hoa', roles: ['unit_head bach-sam'] } },
//   });
//   await server.as('lan').get('/me');
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FILES = ['units', 'successions', 'people', 'affiliations', 'residences', 'populations', 'plans', 'tasks', 'targets', 'courses',
  'classes', 'sessions', 'enrolments', 'attendance', 'external_completions', 'assessments', 'skills', 'headcounts'];

const field = (value) => {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

// Rows as CSV: the header holds every key some row has.
export function csv(rows) {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [columns, ...rows.map((row) => columns.map((c) => row[c]))].map((r) => r.map(field).join(',') + '\n').join('');
}

// Writes a data package; gives its folder.
export function writePackage(folder, world) {
  const resources = FILES.filter((name) => world[name]);
  mkdirSync(folder, { recursive: true });
  for (const name of resources) writeFileSync(join(folder, `${name}.csv`), csv(world[name]));
  writeFileSync(join(folder, 'datapackage.json'), JSON.stringify({
    profile: 'tabular-data-package', name: 'test', resources: resources.map((name) => ({ name, path: `${name}.csv` })),
  }));
  return folder;
}

function must(result, what) {
  if (result.code !== 0) throw new Error(`${what}: ${result.out}${result.err}`);
  return result.out.trim();
}

// An account with roles "role unit" and a token, ready to act: server.as(name).
export function account(server, name, { person, roles = [] } = {}) {
  must(server.hocvud('account', 'add', name, ...(person ? ['--person', person] : [])), name);
  for (const role of roles) must(server.hocvud('account', 'grant', name, ...role.split(' ')), `${name}: ${role}`);
  server.sql('owner', `UPDATE account SET must_change = false WHERE name = '${name}'`);
  server.tokens[name] = must(server.hocvud('account', 'token', name, '--name', 'test', '--scope', 'dangerous'), name);
}

let packages = 0;

export async function given(server, { accounts = {}, ...world }) {
  const unknown = Object.keys(world).filter((name) => !FILES.includes(name));
  if (unknown.length) throw new Error(`no such file: ${unknown}`);
  if (Object.keys(world).length) {
    const folder = writePackage(join(dirname(server.data), `given${++packages}`), world);
    must(server.hocvud('import', folder), 'import');
  }
  for (const [name, what] of Object.entries(accounts)) {
    account(server, name, Array.isArray(what) ? { roles: what } : what);
  }
}
