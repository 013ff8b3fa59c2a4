// SPDX-License-Identifier: GPL-3.0-or-later
// deploy/: the unit file and the settings file are what the program is; nginx.conf is run in scenarios/proxy.test.js.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BUILD, ROOT, hocvud, run, temporary } from './help/cluster.js';

const EXPOSURE_MOST = 1.5;
const read = (name) => readFileSync(join(ROOT, 'deploy', name), 'utf8');
const unit = read('hocvud.service');
const lines = unit.split('\n').filter((line) => /^\w+=/.test(line)).map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
const values = (name) => lines.filter(([key]) => key === name).map(([, value]) => value);
const example = hocvud('config', '--example').out;

// A copy with the program that was built here, as systemd looks whether it is there.
function installed() {
  const path = join(mkdtempSync(join(temporary(), 'unit')), 'hocvud.service');
  writeFileSync(path, unit.replaceAll('/usr/local/bin/hocvud', join(BUILD, 'hocvud')));
  return path;
}

test('hocvu.conf.example is what hocvud prints, and hocvud takes it', () => {
  assert.equal(read('hocvu.conf.example'), example);
  const filled = join(mkdtempSync(join(temporary(), 'conf')), 'hocvu.conf');
  writeFileSync(filled, example.replace(/^#(\w+ = )/gm, '$1'));
  const shown = hocvud('--conf', filled, 'config');
  assert.equal(shown.code, 0, shown.err);
  assert.match(shown.out, new RegExp(`^listen = 127.0.0.1:8080  # ${filled}:\\d+$`, 'm'));
});

test('systemd finds nothing wrong with the unit file', () => {
  const r = run('systemd-analyze', ['verify', installed()]);
  assert.deepEqual([r.code, r.err.trim(), r.out.trim()], [0, '', '']);
});

test(`a service so fenced in is exposed by ${EXPOSURE_MOST} of 10 at most`, () => {
  const r = run('systemd-analyze', ['security', '--offline=true', installed()]);
  const exposure = Number(/Overall exposure level for hocvud.service: ([\d.]+)/.exec(r.out)?.[1]);
  assert.ok(exposure <= EXPOSURE_MOST, r.out);
});

test('the unit names settings that are there, hands over the keys and waits for what is in flight', () => {
  for (const [name] of values('Environment')[0].split(' ').map((pair) => pair.split('='))) {
    const setting = name.replace(/^HOCVU_/, '').toLowerCase();
    assert.ok(name === 'HOCVU_JOURNAL' || example.includes(`#${setting} = `), `no setting ${setting}`);
  }
  assert.deepEqual(values('LoadCredential'), ['keys:/etc/hocvu/keys']);
  assert.match(values('Environment')[0], /HOCVU_KEY_FILE=%d\/keys\b/);
  assert.deepEqual(values('TimeoutStopSec'), ['30']);
  assert.deepEqual(values('ExecStart'), ['/usr/local/bin/hocvud serve']);
});

test('unit, proxy and text mean the same socket, and everything the text names is there', () => {
  const socket = /HOCVU_LISTEN=(\S+)/.exec(unit)[1];
  assert.ok(socket.startsWith(`/run/${values('RuntimeDirectory')[0]}/`));
  assert.ok(read('nginx.conf').includes(`server unix:${socket};`));
  const text = read('README.md');
  for (const name of ['hocvud.service', 'hocvud-mail.conf', 'nginx.conf', 'hocvu.conf.example', 'packages', 'install.sh']) {
    assert.ok(text.includes(name) && existsSync(join(ROOT, 'deploy', name)), name);
  }
});
