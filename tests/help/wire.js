// SPDX-License-Identifier: GPL-3.0-or-later
// HTTP as bytes on a socket, for what no well-behaved client sends: await wire(url).say('GET / ...').reply().
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

// The first whole answer of `bytes`: { status, headers, body, rest }, or null when more must come.
// `bodiless`: the answer to a HEAD.
function parsed(bytes, bodiless) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const said = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const headers = Object.fromEntries(said);
  // Of several cookies the session's: the one by which a browser is known again lets nobody in.
  const cookies = said.filter(([name]) => name === 'set-cookie').map(([, value]) => value);
  if (cookies.length > 1) headers['set-cookie'] = cookies.find((value) => !/^[\w-]*hocvu_device=/.test(value));
  const status = Number(first.split(' ')[1]);
  const length = bodiless || status === 204 || status === 304 || status < 200 ? 0 : Number(headers['content-length']);
  const body = bytes.subarray(end + 4, end + 4 + length);
  if (body.length < length) return null;
  const text = body.toString('utf8');
  const json = /json/.test(headers['content-type'] ?? '') && text;
  return { status, headers, text, body: json ? JSON.parse(text) : text, rest: bytes.subarray(end + 4 + length) };
}

// One connection, to http://host:port or the path of a unix socket. say() sends text (UTF-8) or bytes; reply()
// gives the next answer, or null when the connection ended without one; ended() waits for its end and gives how
// many milliseconds after `since`.
export function wire(url) {
  const at = url.startsWith('/') ? { path: url } : { host: new URL(url).hostname, port: Number(new URL(url).port) };
  const socket = connect({ ...at, noDelay: true });
  let bytes = Buffer.alloc(0), over = false;
  socket.on('data', (more) => { bytes = Buffer.concat([bytes, more]); });
  socket.on('end', () => { over = true; });
  socket.on('close', () => { over = true; });
  socket.on('error', () => { over = true; });
  const self = {
    say(text) {
      if (!over && text.length > 0) socket.write(text);	// nothing, sent to who has answered and gone, is an error
      return self;
    },
    // Nothing more will be said; answers still come.
    end() { socket.end(); },
    async reply({ bodiless = false, ms = 60_000 } = {}) {
      for (const until = Date.now() + ms; Date.now() < until; await sleep(5)) {
        const r = parsed(bytes, bodiless);
        if (r) bytes = r.rest;
        if (r && r.status !== 100) return r;
        if (!r && over) return null;
      }
      throw new Error(`no answer in ${ms} ms: ${bytes.toString('latin1').slice(0, 500)}`);
    },
    async ended({ since = Date.now(), ms = 60_000 } = {}) {
      for (const until = Date.now() + ms; Date.now() < until; await sleep(5)) if (over) return Date.now() - since;
      throw new Error(`still open after ${ms} ms`);
    },
    get over() { return over; },
    close() { socket.destroy(); },
  };
  return self;
}

// A request's head as text: the host and the end of the connection are said unless `headers` says otherwise.
export function head(method, path, headers = {}) {
  const all = { Host: '127.0.0.1', Connection: 'close', ...headers };
  return `${method} ${path} HTTP/1.1\r\n${Object.entries(all).filter(([, v]) => v !== null)
    .flatMap(([k, v]) => [v].flat().map((one) => `${k}: ${one}\r\n`)).join('')}\r\n`;
}

// One request on a connection of its own, and its answer.
export async function once(url, method, path, { headers = {}, body = '' } = {}) {
  const c = wire(url);
  const sized = body.length > 0 && headers['Content-Length'] === undefined ? { 'Content-Length': Buffer.byteLength(body) } : {};
  const r = await c.say(head(method, path, { ...sized, ...headers })).say(body).reply({ bodiless: method === 'HEAD' });
  c.close();
  return r;
}
