// SPDX-License-Identifier: GPL-3.0-or-later
// deploy/packages is complete: every header, library and program used belongs to it or to what it pulls in.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './help/cluster.js';

const ask = (program, ...args) => execFileSync(program, args, { encoding: 'utf8', cwd: ROOT, maxBuffer: 1 << 28 });
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

// What dpkg knows: package -> what it needs, and who provides a name.
const needs = new Map(), providers = new Map(), essential = [];
for (const line of ask('dpkg-query', '-W', '-f', '${db:Status-Status}\t${Package}\t${Essential}\t${Provides}\t${Pre-Depends}, ${Depends}\n').trim().split('\n')) {
  const [status, name, always, provides, depends] = line.split('\t');
  if (status !== 'installed') continue;
  needs.set(name, depends.split(/,/).map((or) => or.split('|').map(bare)).filter(([first]) => first));
  for (const given of [name, ...provides.split(',').map(bare)].filter(Boolean)) {
    providers.set(given, [...(providers.get(given) ?? []), name]);
  }
  if (always === 'yes') essential.push(name);
}
function bare(name) { return name.trim().replace(/[ (:].*/, ''); }

// Everything that comes with these packages, on any Debian.
function closure(names) {
  const have = new Set();
  const todo = [...essential, ...names];
  for (let name; (name = todo.pop()) !== undefined; ) {
    for (const real of providers.get(name) ?? []) {
      if (have.has(real)) continue;
      have.add(real);
      for (const or of needs.get(real)) todo.push(...or.filter((alternative) => providers.has(alternative)).slice(0, 1));
    }
  }
  return have;
}

const list = read('deploy/packages').split('\n').filter((line) => /^\w/.test(line)).map((line) => line.split(' '));
const forRun = closure(list.filter(([when]) => when === 'run').map(([, name]) => name));
const forBench = closure(list.filter(([when]) => when !== 'test').map(([, name]) => name));
const forTest = closure(list.map(([, name]) => name));

// A file under every name dpkg may know it by: with or without the merged /usr, behind its alternatives.
const spellings = (path) => [...new Set([path, realpathSync(path)].flatMap((p) =>
  [p, p.replace(/^\/usr(?=\/s?bin|\/lib)/, ''), p.replace(/^\/(?=s?bin|lib)/, '/usr/')]))];

// The files that no package of `have` brings, with those that do.
function missing(paths, have) {
  const known = spawnSync('dpkg', ['-S', ...paths.filter(existsSync).flatMap(spellings)], { encoding: 'utf8' }).stdout
    .split('\n').filter((line) => line && !/^diversion/.test(line)).map((line) => line.split(': '));
  const owners = (path) => !existsSync(path) ? [] : spellings(path).flatMap((spelling) =>
    known.filter(([, file]) => file === spelling).flatMap(([names]) => names.split(', ').map(bare)));
  return paths.filter((path) => !owners(path).some((name) => have.has(name))).map((path) => `${path} (${owners(path)})`);
}

function files(folder, ending) {
  const path = join(ROOT, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true }).filter((e) => e.name !== 'node_modules').flatMap((e) => e.isDirectory() ? files(join(folder, e.name), ending)
    : e.name.match(ending) ? [join(folder, e.name)] : []);
}

const flags = (what) => ask('sh', '-c', `make -pn 2>/dev/null | sed -nE 's/^(DRAW_)?PKGS := //p' | sort -u | xargs pkg-config --${what} libcurl`).trim().split(/\s+/);

function headers(folders) {
  const wanted = new Set(folders.flatMap((folder) => files(folder, /\.[ch]$/))
    .flatMap((file) => [...read(file).matchAll(/^#include <([^>]+)>/gm)].map((m) => m[1])));
  const asked = ask('sh', '-c', 'gcc -E -v -x c /dev/null 2>&1 | sed -n "/^#include </,/^End/p"').split('\n').filter((line) => line.startsWith(' /'));
  const places = [...asked.map((line) => line.trim()), ...flags('cflags').filter((f) => f.startsWith('-I')).map((f) => f.slice(2))];
  return [...wanted].map((name) => places.map((place) => resolve(place, name)).find(existsSync) ?? name);
}

test('headers of the programs', () => {
  assert.deepEqual(missing(headers(['server', 'draw', 'cli']), forRun), []);
});

test('headers of the unit tests and fuzz targets', () => {
  assert.deepEqual(missing(headers(['tests/unit', 'tests/fuzz']), forTest), []);
});

test('what clang links the fuzz targets with', () => {
  const folder = ask('clang', '-print-runtime-dir').trim();
  const archives = readdirSync(folder).filter((name) => /^libclang_rt\.(fuzzer|asan|ubsan_standalone)\b.*\.a$/.test(name));
  assert.ok(archives.some((name) => name.includes('fuzzer')), `${archives}`);
  assert.deepEqual(missing(archives.map((name) => join(folder, name)), forTest), []);
});

test('libraries', () => {
  const names = flags('libs').filter((flag) => flag.startsWith('-l')).map((flag) => flag.slice(2));
  assert.ok(names.length >= 6, `${names}`);
  const paths = names.map((name) => resolve(ask('gcc', `-print-file-name=lib${name}.so`).trim()));
  assert.deepEqual(missing(paths.filter((path) => path.startsWith('/')), forRun), []);
});

// Words where a shell expects a command, that are programs of this machine and not the shell's own.
function programs(text) {
  const builtin = new Set(ask('bash', '-c', 'compgen -bk').split('\n'));
  const bareText = text.replace(/\\\n/g, ' ').replace(/(^|\s)#.*$/gm, '').replace(/'[^']*'/g, "''");	// awk's and grep's words are quoted
  const lines = bareText.split('\n');
  const at = /(?:^|[|;&(`!{]|\b(?:then|do|else|if|while|exec|xargs|command -v|as_root|env)\b|\$\(shell)[ \t@-]*(?:[A-Z_]+=\S* +)*([a-z][\w.+-]*)/g;
  const words = new Set(lines.flatMap((line) => [...line.matchAll(at)].map((m) => m[1])));
  return [...words].filter((word) => !builtin.has(word))
    .map((word) => ask('bash', '-c', `command -v -- ${word} || true`).trim()).filter((path) => path.startsWith('/'));
}

test('programs of make run', () => {
  const recipes = read('Makefile').split('\n').filter((line) => /^\t|\$\(shell/.test(line)).join('\n').replace(/^lint:[^]*/m, '');
  const used = [...programs(recipes.split('\n').filter((line) => !/clang|cppcheck|tests\/bench|npm/.test(line)).join('\n')), ...programs(read('deploy/install.sh'))];
  const aside = used.filter((path) => !/\/(sudo|apt-get|systemctl)$/.test(path));	// apt is Debian's own, the others are only used when there
  assert.ok(aside.some((path) => path.endsWith('/awk')), `found only ${aside}`);
  assert.deepEqual(missing(aside, forRun), []);
});

test('programs of make bench', () => {
  const recipe = read('Makefile').split('\n').filter((line) => /^\t.*tests\/bench/.test(line)).join('\n');
  const executed = files('tests/bench', /\.js$/).map(read).flatMap((text) => [...text.matchAll(/\bexecute\('([a-z][\w-]*)'/g)].map((m) => m[1]));
  const used = programs(`${recipe}\n${executed.join('\n')}`);
  for (const name of ['node', 'wrk']) assert.ok(used.some((path) => path.endsWith(`/${name}`)), `no ${name} among ${used}`);
  assert.deepEqual(missing(used, forBench), []);
});

test('programs of the tests', () => {
  const scripts = ['.ci/run', ...files('tests', /\.(sh|mk)$/)].map(read).flatMap(programs);
  const spawned = files('tests', /\.js$/).map(read).flatMap((text) => [...text.matchAll(/\b(?:spawn|spawnSync|execFileSync|ask|run)\('([a-z][\w-]*)'/g)].map((m) => m[1]));
  const lint = programs('clang-tidy\ncppcheck\nclang-format\n' + spawned.join('\n'));
  const used = [...scripts, ...lint].filter((path) => !/\/(sudo|apt-get)$/.test(path));
  assert.deepEqual(missing([...new Set(used)], forTest), []);
});

test('nothing is listed twice, and everything listed is installed', () => {
  const names = list.map(([, name]) => name);
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(names.filter((name) => !providers.has(name)), []);
});
