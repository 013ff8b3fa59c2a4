// SPDX-License-Identifier: GPL-3.0-or-later
// hocvu as a test runs it: as('office', 'unit list', { code: 0 }), or against a server that answers what it is told.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { BUILD, temporary } from './cluster.js';

export const OK = 0, NOT_FOUND = 1, USAGE = 64, DATA = 65, AWAY = 69, SOFTWARE = 70, LATER = 75, NOT_ALLOWED = 77;

let home;
export function configHome() {
  home ??= mkdtempSync(join(temporary(), 'home'));
  return home;
}

// Runs it without a terminal: { code, out, err }. `token` and `url` as HOCVU_TOKEN and HOCVU_URL.
export function hocvu(args, { input = '', token, url = '', env = {} } = {}) {
  const all = { PATH: process.env.PATH, XDG_CONFIG_HOME: configHome(), HOCVU_URL: url, ...(token ? { HOCVU_TOKEN: token } : {}), ...env };
  return new Promise((resolve) => {
    const child = spawn(join(BUILD, 'hocvu'), args.map(String), { env: all, stdio: 'pipe', detached: true });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text) => { said.out += text; });
    child.stderr.setEncoding('utf8').on('data', (text) => { said.err += text; });
    child.stdin.on('error', () => {}).end(input);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}

// Words of a line as a shell parts them, for lines without escapes.
export const words = (line) => [...line.matchAll(/'([^']*)'|(\S+)/g)].map((m) => m[1] ?? m[2]);

// as(who, line) on that server: must end with `code` and say what `says` matches; gives standard output.
export function commandLine(server) {
  return async (who, line, { code = OK, says, ...more } = {}) => {
    const { url } = server();
    const args = Array.isArray(line) ? line : words(line);
    const r = await hocvu(args, { token: server().tokens[who], url, ...more });
    assert.equal(r.code, code, `hocvu ${args.join(' ')}\n${r.out}${r.err}`);
    if (says) assert.match(r.err, says);
    return r.out;
  };
}

// A server that answers what `reply(request, body)` says: [status, object]; its calls are kept.
export async function answering(reply) {
  const calls = [];
  const s = createServer((rq, rs) => {
    let body = '';
    rq.on('data', (piece) => { body += piece; }).on('end', () => {
      calls.push({ method: rq.method, path: rq.url, headers: rq.headers, body });
      const [status, answer, headers = {}] = reply(rq, calls);
      rs.writeHead(status, { 'content-type': 'application/json', ...headers }).end(answer === undefined ? '' : JSON.stringify(answer));
    });
  });
  await new Promise((ready) => s.listen(0, '127.0.0.1', ready));
  return { calls, url: `http://127.0.0.1:${s.address().port}`, stop: () => new Promise((done) => s.close(done)) };
}
