// SPDX-License-Identifier: GPL-3.0-or-later
// A real nginx with the committed deploy/nginx.conf; only names, ports and paths of this machine are put in.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ROOT, run, stay, temporary } from './cluster.js';

const NGINX = '/usr/sbin/nginx';

// Held until all are had: else two could be the same.
async function freePorts(n) {
  const held = Array.from({ length: n }, () => createServer());
  for (const one of held) await new Promise((resolve) => one.listen(0, '127.0.0.1', resolve));
  const ports = held.map((one) => one.address().port);
  for (const one of held) await new Promise((resolve) => one.close(resolve));
  return ports;
}

// The committed file with each of `changes` made; one that finds nothing to change fails.
export function configuration(changes) {
  return changes.reduce((text, [from, to]) => {
    assert.ok(text.includes(from), `deploy/nginx.conf has no "${from}"`);
    return text.replaceAll(from, to);
  }, readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8'));
}

function certificate(folder) {
  const made = run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', 2, '-subj', '/CN=127.0.0.1',
    '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')]);
  assert.equal(made.code, 0, made.err);
}

// In front of the unix socket `socket`: { url: plain HTTP, tls: HTTPS, redirect: what port 80 is, access(), errors(), stop() }.
// Plain HTTP reaches the same server block as HTTPS, so that bytes can be sent as they are.
export async function nginx(socket) {
  const folder = mkdtempSync(join(temporary(), 'nginx'));
  for (const name of ['body', 'proxy', 'other']) mkdirSync(join(folder, name));
  certificate(folder);
  const [plain, tls, redirect] = await freePorts(3);
  writeFileSync(join(folder, 'hocvu.conf'), configuration([
    ['unix:/run/hocvu/http.sock', `unix:${socket}`], ['server_name hocvu.example;', 'server_name 127.0.0.1;'],
    ['listen 80;', `listen 127.0.0.1:${redirect};`], ['listen [::]:80;', ''], ['listen [::]:443 ssl http2;', `listen 127.0.0.1:${plain};`],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${tls} ssl http2;`], ['/etc/ssl/hocvu/', `${folder}/`], ['/var/log/nginx/hocvu.log', `${folder}/access.log`],
  ]));
  writeFileSync(join(folder, 'nginx.conf'), `daemon off; worker_processes 1; pid ${folder}/pid; error_log ${folder}/error.log;
${process.getuid() === 0 ? 'user root;' : ''} events { worker_connections 2048; }
http { client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/other; uwsgi_temp_path ${folder}/other;
scgi_temp_path ${folder}/other; include ${folder}/hocvu.conf; }\n`);
  const args = ['-p', folder, '-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`];
  const checked = run(NGINX, ['-t', ...args]);
  assert.equal(checked.code, 0, checked.err);
  assert.doesNotMatch(checked.err, /\[(warn|emerg|error)\]/);
  const urls = { url: `http://127.0.0.1:${plain}`, tls: `https://127.0.0.1:${tls}`, redirect: `http://127.0.0.1:${redirect}` };
  // Its file of the process is empty after the check and filled when it listens.
  const { pid, stop } = await stay(NGINX, args, () => statSync(`${folder}/pid`).size > 0);
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  return {
    ...urls, pid, access: () => read('access.log'), errors: () => read('error.log'), certificate: () => read('fullchain.pem'),
    async stop() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
