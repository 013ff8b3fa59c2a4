// SPDX-License-Identifier: GPL-3.0-or-later
// What the tables of hostile requests are written with.
//
// A row is [what it is, bytes, what hocvud says, what nginx says in front of it]. Bytes are text with one
// character a byte, or a list of such texts and pauses in milliseconds; END is the client's end of sending.
// What is said: the status of each answer in order, then "x" when the server closes the connection:
// "400x", "200 200", "x"; "200x|x" where it depends on who is faster. Where both give the same, the fourth is left
// out; null is not sent through nginx.

export const HOST = 'Host: 127.0.0.1';
export const END = Symbol('end');

const crlf = (lines) => lines.map((line) => `${line}\r\n`).join('');
export const request = (first, ...lines) => `${crlf([first, ...lines])}\r\n`;
export const get = (target, ...lines) => request(`GET ${target} HTTP/1.1`, HOST, ...lines);
// A request whose framing the lines say; `body` follows as it stands.
export const post = (lines, body) => request('POST /api/v1/sign-out HTTP/1.1', HOST, ...[lines].flat()) + body;
export const chunked = (body, ...lines) => post(['Transfer-Encoding: chunked', ...lines], body);
export const chunk = (text) => `${text.length.toString(16)}\r\n${text}\r\n`;

// A whole request that must never be obeyed: no test asks for its route otherwise, and it is counted.
export const CANARY_ROUTE = 'DELETE /me/sessions/<session>';
export const CANARY = request('DELETE /api/v1/me/sessions/4242 HTTP/1.1', HOST);

// A request that is answered 200, to go before or behind another.
export const GOOD = get('/healthz');
