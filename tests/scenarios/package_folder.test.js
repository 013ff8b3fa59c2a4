// SPDX-License-Identifier: GPL-3.0-or-later
// What is handed to an import and is no data package: each is told once, in words, and nothing hangs.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { run, start, temporary } from '../help/cluster.js';

let server;
before(async () => { server = await start(); });
after(() => server?.stop());

const UNITS = 'code,valid_from,valid_to,name,kind,parent,official_code\nf-xa,,,Xã F,commune,,\n';

function folder(files) {
  const at = mkdtempSync(join(temporary(), 'folder.'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(at, name), bytes);
  return at;
}

// Imports and wants exactly these errors, each [file, line, column, code], with sentences.
function refused(at, code, expected) {
  const r = server.hocvud('import', at, '--json');
  const errors = JSON.parse(r.out);
  assert.deepEqual(errors.map((e) => [e.file, e.line, e.column, e.code]), expected, r.err);
  assert.equal(r.code, code, r.err);
  for (const e of errors) assert.ok(e.message.length > 10 && !e.message.startsWith('?'), JSON.stringify(e));
}
const taken = (at) => assert.deepEqual(server.hocvud('import', at, '--json').code, 0);

test('a folder that is not there, a file in its place, an empty folder', () => {
  refused('/nowhere/at/all', 66, [['/nowhere/at/all', 1, null, 'folder_missing']]);
  const file = join(folder({ 'README.md': 'x' }), 'README.md');
  refused(file, 66, [[file, 1, null, 'folder_other']]);
  const empty = folder({});
  refused(empty, 65, [[empty, 1, null, 'folder_empty']]);
  const described = folder({ 'datapackage.json': '{"resources":[]}', 'README.md': 'x' });
  refused(described, 65, [[described, 1, null, 'folder_empty']]);
});

test('a description that is none; one may be missing, but may not name tables elsewhere', () => {
  for (const text of ['', 'resources: []', '[]', '{"name":"x"}', '{"resources":{}}', '{"resources":["units.csv"]}', '{"resources":[]}}', '{"resources":[],"resources":[]}',
    '['.repeat(100_000)]) {
    refused(folder({ 'units.csv': UNITS, 'datapackage.json': text }), 65, [['datapackage.json', 1, null, 'description_form']]);
  }
  refused(folder({ 'units.csv': UNITS, 'datapackage.json': '{"resources":[{"path":"units.csv"},{"path":"more/people.csv"}]}' }), 65,
    [['datapackage.json', 1, null, 'resource_unknown']]);
  taken(folder({ 'units.csv': UNITS, 'datapackage.json': '{"resources":[{"path":"units.csv"},{"path":"people.csv"}]}' }));
  taken(folder({ 'units.csv': UNITS }));
});

test('a pipe or a folder in place of a table is not waited for', () => {
  const pipes = folder({ 'units.csv': UNITS });
  assert.equal(run('mkfifo', [join(pipes, 'people.csv'), join(pipes, 'datapackage.json')]).code, 0);
  mkdirSync(join(pipes, 'skills.csv'));
  refused(pipes, 65, [['people.csv', 1, null, 'file_unread'], ['skills.csv', 1, null, 'file_unread'], ['datapackage.json', 1, null, 'file_unread']]);
});

test('what a spreadsheet also calls CSV is told once a file, and no row is held against what it holds', () => {
  const people = 'person,full_name\nf-an,Học Viên Mẫu An\n', lives = 'person,unit\nf-an,f-xa\n';
  for (const header of [UNITS, `\ufeff${UNITS}`, UNITS.replaceAll(/\w+/gu, '"$&"')]) {
    refused(folder({ 'units.csv': header.replaceAll(',', ';'), 'people.csv': people, 'residences.csv': lives }), 65, [['units.csv', 1, null, 'separator']]);
  }
  refused(folder({ 'people.csv': people.replaceAll(',', '\t'), 'units.csv': UNITS, 'residences.csv': lives }), 65, [['people.csv', 1, null, 'separator']]);
  refused(folder({ 'units.csv': Buffer.from(`\ufeff${UNITS}`, 'utf16le') }), 65, [['units.csv', 1, null, 'text_encoding']]);
  taken(folder({ 'people.csv': 'full_name,person\n"Mẫu; Học Viên",f-binh\n' }));
});
