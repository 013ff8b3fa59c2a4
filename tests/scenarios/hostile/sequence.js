// SPDX-License-Identifier: GPL-3.0-or-later
// Connections: several requests on one, ends in the middle, Expect, Upgrade.
import { CANARY, END, GOOD, HOST, chunked, get, post, request } from './words.js';

const closing = get('/healthz', 'Connection: close');

export default ({ token }) => [
  ['two at once', GOOD + GOOD, '200 200'],
  ['fifty at once', GOOD.repeat(50), Array(50).fill('200').join(' ')],
  ['one, and half of another', GOOD + GOOD.slice(0, 20), '200'],
  ['one, and garbage', `${GOOD}garbage\r\n\r\n`, '200x', '200 400x'],
  ['a good one behind a refused one', get('/api/v1/nothing') + GOOD, '404 200'],
  ['one behind a damaged one', get('/healthz', 'X-A : b') + CANARY, '400x'],
  ['one behind the last', closing + CANARY, '200x'],
  ['one behind the last of HTTP/1.0', request('GET /healthz HTTP/1.0', HOST) + CANARY, '200x'],
  ['a body, then another', post('Content-Length: 2', '{}') + chunked('2\r\n{}\r\n0\r\n\r\n') + GOOD, '401 401 200'],
  ['a read, a write, a read', get('/api/v1/me', `Authorization: Bearer ${token}`) + post('Content-Length: 0', '') + GOOD, '200 401 200'],
  ['line ends between two', `${GOOD}\r\n\r\n${GOOD}`, '200 200'],
  ['in single bytes', [...GOOD].flatMap((c) => [c, 1]), '200'],
  ['cut inside a line end', [GOOD.slice(0, -1), 30, GOOD.slice(-1)], '200'],
  ['cut inside a body', [post('Content-Length: 2', '{'), 30, '}', 30, GOOD], '401 200'],
  ['cut inside a chunk\'s size', [chunked(''), '1', 30, '0\r\n', 30, 'x'.repeat(16), '\r', 30, '\n0', 30, '\r\n\r\n'], '401'],
  ['a head of 10 KB in pieces', [...Array.from({ length: 3 }, (_, i) => get('/healthz', `X-A: ${'a'.repeat(3000)}`, `X-B: ${'b'.repeat(i * 100)}`))]
    .flatMap((s) => [s.slice(0, 700), 10, s.slice(700, 2900), 10, s.slice(2900)]), '200 200 200'],
  ['sends no more, and waits', [GOOD, END], '200x', '200x|x'],
  ['sends two and no more', [GOOD + GOOD, END], '200 200x', '200 200x|200x|x'],
  ['waits for the database and sends no more', [get('/api/v1/me', `Authorization: Bearer ${token}`), END], '200x|x', '200x|x'],
  ['ends before a word', [END], 'x'],
  ['ends in the request line', ['GET /hea', END], 'x'],
  ['ends in the head', [GOOD.slice(0, -2), END], 'x'],
  ['Connection: nonsense', get('/healthz', 'Connection: foo, bar'), '200'],
  ['Connection: keep-alive, close', get('/healthz', 'Connection: keep-alive, close') + CANARY, '200x', '200x'],
  ['Connection that would strip a header', get('/healthz', 'Connection: Host, Content-Length'), '200'],
  ['Keep-Alive without end', get('/healthz', 'Keep-Alive: timeout=999999999, max=0'), '200'],
  ['Upgrade to HTTP/2', get('/healthz', 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA'), '200'],
  ['Upgrade to a web socket', get('/healthz', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x'), '200'],
  ['Expect: 100-continue', post(['Content-Length: 2', 'Expect: 100-continue'], '{}') + GOOD, '401 200'],
  ['Expect: 100-continue, too long', post(['Content-Length: 999999', 'Expect: 100-continue'], ''), '413x'],
  ['Expect: 100-continue, and no body', get('/healthz', 'Expect: 100-continue'), '200'],
  ['Expect: something else', get('/healthz', 'Expect: 200-maybe'), '200'],
  ['Expect by HTTP/1.0', request('POST /api/v1/sign-out HTTP/1.0', HOST, 'Expect: 100-continue', 'Content-Length: 2') + '{}', '401x'],
  ['HEAD', request('HEAD /healthz HTTP/1.1', HOST) + GOOD, '200 200'],
  ['HEAD of what is not there', request('HEAD /api/v1/nothing HTTP/1.1', HOST) + GOOD, '404 200'],
  ['OPTIONS', request('OPTIONS /healthz HTTP/1.1', HOST), '204'],
];
