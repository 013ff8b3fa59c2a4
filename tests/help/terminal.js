// SPDX-License-Identifier: GPL-3.0-or-later
// A program at a terminal of its own, where somebody types.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 60_000;

// Runs the command line and types: steps are [wanted, keys], keys once all that was shown before, but what earlier steps
// waited for, matches `wanted`: at once, as who pastes. With `last` it is ended when that was shown; else it is waited for. { code, shown }.
export async function typed(command, steps, { env = {}, last } = {}) {
  const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe', detached: true, env: { PATH: process.env.PATH, TERM: 'dumb', LC_ALL: 'C.UTF-8', ...env } });
  let shown = '', from = 0, code;
  child.stdout.setEncoding('utf8').on('data', (text) => { shown += text; });
  const ended = new Promise((done) => { child.on('close', (status) => { code = status; done(); }); });
  const until = async (wanted) => {
    for (let waited = 0; !wanted.test(shown.slice(from)); waited += 2) {
      assert.ok(waited < LONGEST_MS && (code === undefined || wanted.test(shown.slice(from))), `${command} showed, where ${wanted} was awaited:\n${shown}`);
      await sleep(2);
    }
    from += wanted.exec(shown.slice(from)).index + wanted.exec(shown.slice(from))[0].length;
  };
  try {
    for (const [wanted, keys] of steps) {
      await until(wanted);
      child.stdin.write(keys);
    }
    if (last) await until(last);
    else for (let waited = 0; code === undefined; waited += 50) {
      assert.ok(waited < LONGEST_MS, `${command} does not end:\n${shown}`);
      await sleep(50);
    }
  } finally {
    if (code === undefined) child.kill('SIGTERM');
    await ended;
  }
  return { code, shown };
}
