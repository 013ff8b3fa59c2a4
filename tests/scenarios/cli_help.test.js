// SPDX-License-Identifier: GPL-3.0-or-later
// What hocvu says of itself: help with examples that run, completion in a real bash and a real zsh, the manual page, and
// closed lists that are the API's.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { before, test } from 'node:test';
import { BUILD, ROOT, start, temporary } from '../help/cluster.js';
import { AWAY, hocvu, OK, USAGE, words } from '../help/hocvu.js';
import { account } from '../help/given.js';
import { typed } from '../help/terminal.js';

const out = async (line) => {
  const r = await hocvu(words(line));
  assert.equal(r.code, OK, `hocvu ${line}: ${r.err}`);
  return r.out;
};

// The commands as --help lists them, with their own help.
let commands, folder;
before(async () => {
  folder = mkdtempSync(join(temporary(), 'shell.'));
  const lines = (await out('--help')).split('\n').filter((line) => /^  [a-z]/.test(line));
  commands = await Promise.all(lines.map(async (line) => {
    const name = line.slice(2, 22).trim();
    return { name, says: line.slice(22).trim(), help: await out(`${name} --help`) };
  }));
  for (const shell of ['bash', 'zsh']) writeFileSync(join(folder, shell), await out(`completion ${shell} --lang en`));
});

test('every command explains itself with an example it would take', async () => {
  assert.ok(commands.length >= 55);
  const HERE = { 'verify-certificate': 66, help: OK, completion: OK, man: OK, login: USAGE, logout: OK };	// the rest asks the server
  for (const { name, help } of commands) {
    const example = /\n  hocvu (.*)\n/.exec(help)[1];
    assert.ok(example === name || example.startsWith(`${name} `), example);
    const tried = await hocvu(words(example.replace(/ [<|>] .*/, '')), { url: 'http://127.0.0.1:9', token: 'hv_x', input: '{}' });
    assert.equal(tried.code, HERE[name] ?? AWAY, `${example}: ${tried.err}`);
    const english = await out(`${name} --help --lang en`);
    assert.match(english, /Example:/);
    assert.equal(await out(`help ${name} --lang en`), english);
  }
  assert.equal(await out('help'), await out('--help'));
  assert.equal(await out('help unit'), await out('unit --help'));
  assert.equal((await hocvu(['help', 'unit', 'fly'])).code, USAGE);
});

test('the examples that only read answer in the demo world', async () => {
  const server = await start({ demo: true });
  try {
    const token = server.hocvud('account', 'token', 'admin', '--name', 'test').out.trim();
    account(server, 'kiem-tra', { roles: ['auditor hung-yen'] });
    const reads = commands.filter(({ name }) => /( (list|show|children|tree|tasks|enrolled)|^(whoami|roster|coverage|api))$/.test(name) && name !== 'succession show');
    assert.ok(reads.length >= 25);
    for (const { name, help } of reads) {
      const r = await hocvu(words(/\n  hocvu (.*)\n/.exec(help)[1]), { url: server.url, token: name.startsWith('audit ') ? server.tokens['kiem-tra'] : token });
      assert.equal(r.code, OK, `${name}: ${r.err}`);
    }
  } finally {
    await server.stop();
  }
});

test('help says of every word and option what it is for, in both languages', async () => {
  for (const { name, help } of commands) {
    const usage = help.split('\n')[0];
    for (const text of [help, await out(`${name} --help --lang en`)]) {
      for (const [, token] of usage.replace(`hocvu ${name}`, '').matchAll(/(--[a-z-]+(?: [A-Z][^\] ]*)?|(?<=[ [])(?!-)[^ [\].]+|(?<=[ [])-(?=\]| |$))/g)) {
        const row = text.split('\n').find((line) => line.startsWith(`  ${token} `));
        assert.ok(row?.slice(token.length + 2).trim(), `hocvu ${name}: nothing about ${token}`);
      }
    }
  }
  const used = new Set(commands.flatMap(({ help }) => [...help.matchAll(/^  (\S+(?: [A-Z]\S*)?) {2,}\S/gm)].map((m) => m[1])));
  for (const [, term] of readFileSync(join(ROOT, 'cli/terms.def'), 'utf8').matchAll(/^TERM\("([^"]+)"/gm)) {
    assert.ok(used.has(term) || ['--help', '--json', '--lang LANG', '--url ADDRESS'].includes(term), `${term} stands in no usage line`);
  }
});

test('closed lists are the API\'s', async () => {
  const api = JSON.parse(readFileSync(join(ROOT, 'server/openapi.json'), 'utf8'));
  const enums = new Set();
  JSON.stringify(api, (key, value) => {
    if (value?.enum) enums.add(value.enum.filter((v) => v !== null).join());
    return value;
  });
  const texts = readFileSync(join(ROOT, 'cli/sentences.def'), 'utf8');
  const group = (name) => [...texts.matchAll(new RegExp(`^WORD\\(${name}, (\\w+),`, 'gm'))].map((m) => m[1]).join();
  for (const name of ['state', 'enrolment', 'topic', 'modality', 'result', 'domain', 'level', 'status', 'category', 'act', 'outcome',
    'base', 'threshold_kind', 'attendance_unit', 'sex', 'reason', 'feed']) {
    assert.ok(enums.has(group(name)), `${name}: ${group(name)}`);
  }
  const define = (name) => new RegExp(`#define ${name} ((?:"[^"]*"|[\\s\\\\])+)`).exec(readFileSync(join(ROOT, 'server/base/words.h'), 'utf8'))[1]
    .match(/[\w]+/g).join();
  const sorted = (s) => s.split(',').sort().join();
  for (const [name, macro] of [['kind', 'UNIT_KINDS'], ['scheme', 'SCHEMES'], ['segment', 'SEGMENTS'], ['evidence', 'EVIDENCE'], ['flag', 'STAFF_FLAGS']]) {
    assert.equal(sorted(group(name)), sorted(define(macro)), name);
  }
});

// What bash offers behind these words; the last one is being typed. Parted as readline parts them.
function offered(line) {
  const parts = line.split(' ').flatMap((word) => word.split(/(=)/).filter((p, i) => p || i === 0));
  const script = `source '${folder}/bash'; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _hocvu; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const r = spawnSync('bash', ['--norc', '--noprofile', '-c', script, 'bash', ...parts], { encoding: 'utf8' });
  assert.equal(r.stderr, '', line);
  return r.stdout.trim().split('\n').join(' ');
}

test('bash is offered commands, options and values', async () => {
  assert.match(spawnSync('bash', ['--norc', '-c', `source '${folder}/bash'; complete -p hocvu`], { encoding: 'utf8' }).stdout, /^complete -F _hocvu hocvu/);
  const nouns = [...new Set(commands.map(({ name }) => name.split(' ')[0]))];
  assert.equal(offered('hocvu '), nouns.join(' '));
  for (const noun of nouns) {
    const verbs = commands.filter(({ name }) => name.startsWith(`${noun} `)).map(({ name }) => name.split(' ')[1]);
    if (verbs.length) assert.equal(offered(`hocvu ${noun} `), verbs.join(' '));
  }
  for (const { name, help } of commands) {
    const said = [...new Set(help.split('\n')[0].match(/--[a-z-]+/g) ?? [])];
    assert.equal(offered(`hocvu ${name} --`), [...said, '--json', '--url', '--lang', '--help'].join(' '));
  }
  const STATES = 'draft open closed running finished cancelled', MARKS = 'present late excused unexcused unmarked';
  for (const [line, answer] of [['hocvu cla', 'class'], ['hocvu class s', 'show state'], ['hocvu --lang en class s', 'show state'], ['hocvu --lang ', 'vi en'],
    ['hocvu class state l1 ', STATES], ['hocvu class state l1 --why x f', 'finished'], ['hocvu class state l1 open ', ''], ['hocvu class list --state ', STATES],
    ['hocvu class list --state=', STATES], ['hocvu class list --state=op', 'open'], ['hocvu class list --all --state open --st', ''],
    ['hocvu attend l1/1 an', ''], ['hocvu attend l1/1 an=', MARKS], ['hocvu attend l1/1 binh=late an=pre', 'present'], ['hocvu attend l1/1 --all ', MARKS],
    ['hocvu coverage --segment ', 'S1 S2 S3 S4 S5'], ['hocvu coverage --boundaries ', 'then'], ['hocvu assess add x --scheme cou', 'course:'],
    ['hocvu completion ', 'bash zsh'], ['hocvu api P', 'POST PUT PATCH'], ['hocvu help class e', 'enrolled'], ['hocvu course add ', '-'],
    ['hocvu fly ', ''], ['hocvu unit list --q ', ''], ['hocvu unit list ', '']]) {
    assert.equal(offered(line), answer, line);
  }
});

// Types lines into a shell, where hocvu prints its words; each shows what is wanted.
async function completed(shell, begin, keys) {
  const command = { bash: 'bash --norc --noprofile -i', zsh: 'zsh -f -i' }[shell];
  const first = `${begin}; source '${folder}/${shell}'; hocvu() { printf '<%s>' "$@"; echo .; }; echo rea''dy\n`;
  const wanted = [/(?:)/, /\nready/, ...keys.map(([, shows]) => shows)], lines = [first, ...keys.map(([line]) => line)];
  await typed(command, lines.map((line, i) => [wanted[i], line]), { env: { HOME: folder, HISTFILE: '' }, last: wanted.at(-1) });
}

test('a line typed into bash at a terminal is completed', async () => {
  await completed('bash', "PS1='> '; bind 'set show-all-if-ambiguous on'", [
    ['hocvu class list --state=fin\t\n', /<class><list><--state=finished>\./], ['hocvu attend l1\t/1 an=pre\t\n', /<attend><l1\/1><an=present>\./],
    ['hocvu assess add x --scheme cou\tattt\n', /<--scheme><course:attt>\./], ['hocvu completion \t\t', /bash +zsh/]]);
});

test('a line typed into zsh at a terminal is completed, with what commands do', async () => {
  await completed('zsh', "PS1='> '; autoload -U compinit; compinit -D -u", [
    ['hocvu class list --state fin\t\n', /<class><list><--state><finished>\./], ['hocvu class list --state=fin\t\n', /<--state=finished>\./],
    ['hocvu attend l1/1 an=pre\t\n', /<attend><l1\/1><an=present>\./], ['hocvu --lang en compl\tz\t\n', /<completion><zsh>\./],
    ['hocvu help class e\t\n', /<help><class><enrolled>\./], ['hocvu unit \t', /tree +-- The tree of units/], ['\x15hocvu assess add x --scheme \t', /course: [^]*national_digital_skills/],
    ['\x15hocvu class list --\t', /--state +-- the class's state/]]);
});

test('the manual page is clean and has every command, in both languages', async () => {
  for (const language of ['vi', 'en']) {
    const page = await out(`man --lang ${language}`);
    const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning'], { input: page, encoding: 'utf8' });
    assert.equal(lint.stdout + lint.stderr, '');
    const text = spawnSync('mandoc', ['-T', 'utf8', '-O', 'width=400'], { input: page, encoding: 'utf8' }).stdout.replace(/.\x08/g, '');
    for (const { name, help } of commands) {
      assert.ok(text.includes(`\n   ${name}\n     ${help.split('\n')[0].trim()}\n`), `hocvu ${name}:\n${help.split('\n')[0]}`);
      assert.ok(text.includes(/\n  (hocvu .*)\n/.exec(help)[1]), name);
    }
    assert.match(text, /EXIT STATUS[^]* 77 /);
  }
});

test('make install puts them where shells and man look', async () => {
  // What was built as it is (-o all): were a source newer, the programs other tests are running would be made anew under them.
  const r = spawnSync('make', ['--no-print-directory', '-o', 'all', `FLAVOUR=${basename(BUILD)}`, `DESTDIR=${folder}`, 'PREFIX=/usr', 'install'], { cwd: ROOT, encoding: 'utf8' });
  assert.equal(r.status, 0, r.stderr);
  const placed = (path) => readFileSync(join(folder, 'usr', path), 'utf8');
  assert.equal(placed('share/bash-completion/completions/hocvu'), await out('completion bash'));
  assert.match(placed('share/zsh/site-functions/_hocvu'), /^#compdef hocvu\n/);
  assert.match(placed('share/man/man1/hocvu.1'), /digital-skills training/);
  assert.match(placed('share/man/vi/man1/hocvu.1'), /đào tạo kỹ năng số/);
  assert.ok(statSync(join(folder, 'usr/bin/hocvud-draw')).mode & 0o111, 'what draws stands beside hocvud');
  const there = spawnSync(join(folder, 'usr/bin/hocvu'), ['--help'], { encoding: 'utf8', env: {} });
  assert.equal(there.stdout, await out('--help'));
});
