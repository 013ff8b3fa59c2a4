// SPDX-License-Identifier: GPL-3.0-or-later
// Clients that take their time. Each is cut off although something keeps coming; none gets a half answer.
import { GOOD, HOST, chunk, chunked, get, post, request } from './words.js';

// Longer than anybody may take who is cut off.
const LONG = 30_000;
const drops = (text, ms) => [...text].flatMap((c) => [c, ms]);
const forever = (text, ms) => drops(text.repeat(Math.ceil(LONG / ms / text.length)), ms);

export default [
  ['says nothing', [LONG], 'x'],
  ['says a letter', ['G', LONG], 'x'],
  ['says half a head', [GOOD.slice(0, -2), LONG], 'x'],
  ['a head letter by letter', [`GET /healthz HTTP/1.1\r\n${HOST}\r\nX-A: `, ...forever('a', 100)], 'x'],
  ['a header line again and again', [GOOD.slice(0, -2), ...Array.from({ length: 60 }, (_, i) => [`X-${i}: a\r\n`, LONG / 60]).flat()], 'x'],
  ['line ends again and again', forever('\r\n', 100), 'x'],
  ['a request line letter by letter', drops(`GET /healthz?q=${'a'.repeat(LONG / 100)}`, 100), 'x'],
  ['a body that never begins', [post('Content-Length: 100', ''), LONG], 'x'],
  ['a body that stops', [post('Content-Length: 100', '{'), LONG], 'x'],
  // nginx has no limit for a whole body; there limit_conn bounds how many one address can hold.
  ['a body letter by letter', [post('Content-Length: 500', ''), ...forever('x', 100)], 'x', null],
  ['chunks that stop', [chunked(chunk('a')), LONG], 'x'],
  ['a chunk\'s size that stops', [chunked('0000'), LONG], 'x'],
  ['trailers that stop', [chunked('0\r\nX: a\r\n'), LONG], 'x'],
  ['a body asked for and not sent', [post(['Content-Length: 10', 'Expect: 100-continue'], ''), LONG], 'x'],
  ['one answered, the next half said', [GOOD, 300, GOOD.slice(0, 30), LONG], '200x'],
  ['refused, and goes on sending', [post('Content-Length: 9000000', ''), ...Array.from({ length: LONG / 200 }, () => ['x'.repeat(1000), 200]).flat()], '413x'],
  ['a slow one that is in time', [...drops(GOOD, 15)], '200'],
  ['a slow body that is in time', [post('Content-Length: 20', ''), ...drops('x'.repeat(20), 40)], '401'],
  ['says nothing to HTTP/1.0', [request('GET /healthz HTTP/1.0').slice(0, -2), LONG], 'x'],
  ['a head in two halves', [get('/healthz', 'X-A: b').slice(0, 40), 500, get('/healthz', 'X-A: b').slice(40)], '200'],
];
