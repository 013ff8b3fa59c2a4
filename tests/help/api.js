// SPDX-License-Identifier: GPL-3.0-or-later
// The API as a test speaks it: as('lan').put('/sessions/7/attendance', marks).expect(200, { ... }).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

// Does `got` hold everything `wanted` says? Objects may have more; lists have the same length.
function holds(got, wanted, at) {
  if (wanted instanceof RegExp) return assert.match(String(got), wanted, at);
  if (typeof wanted === 'function') return assert.ok(wanted(got), `${at} is ${JSON.stringify(got)}`);
  if (Array.isArray(wanted)) {
    assert.ok(Array.isArray(got), `${at} is no list: ${JSON.stringify(got)}`);
    assert.equal(got.length, wanted.length, `${at} has ${got.length} items: ${JSON.stringify(got)}`);
    return wanted.forEach((item, i) => holds(got[i], item, `${at}[${i}]`));
  }
  if (wanted !== null && typeof wanted === 'object') {
    assert.ok(got !== null && typeof got === 'object', `${at} is ${JSON.stringify(got)}`);
    return Object.entries(wanted).forEach(([key, value]) => holds(got[key], value, `${at}.${key}`));
  }
  return assert.deepEqual(got, wanted, `${at} is ${JSON.stringify(got)}`);
}
export const expectHolds = (got, wanted) => holds(got, wanted, 'it');

// Below /api/v1 unless it begins with "//", as in routes.def.
const address = (url, path) => url + (path.startsWith('//') ? path.slice(1) : `/api/v1${path}`);

class Call {
  constructor(url, token, method, path, body) {
    Object.assign(this, { url: address(url, path), method, path, body, sent: null });
    this.headers = { accept: 'application/json' };
    if (token) this.headers.authorization = `Bearer ${token}`;
    if (body !== undefined) this.headers['content-type'] = 'application/json';
    if (method === 'POST') this.headers['idempotency-key'] = randomUUID();
  }

  // One header more, or with null one less: .with('If-Match', '"v3"').
  with(name, value) {
    if (value === null) delete this.headers[name.toLowerCase()];
    else this.headers[name.toLowerCase()] = value;
    return this;
  }

  // { status, headers, text, body }, sent once however often it is asked for.
  reply() {
    this.sent ??= (async () => {
      const body = this.body === undefined || typeof this.body === 'string' ? this.body : JSON.stringify(this.body);
      const r = await fetch(this.url, { method: this.method, headers: this.headers, body, redirect: 'manual' });
      const text = await r.text();
      const json = /json/.test(r.headers.get('content-type') ?? '');
      return { status: r.status, headers: r.headers, text, body: json && text ? JSON.parse(text) : text };
    })();
    return this.sent;
  }

  // Gives the answer's body when it has that status and holds what is wanted; else fails, showing it.
  async expect(status, wanted) {
    const r = await this.reply();
    assert.equal(r.status, status, `${this.method} ${this.path} gave ${r.status}: ${r.text.slice(0, 2000)}`);
    if (wanted !== undefined) holds(r.body, wanted, 'the answer');
    return r.body;
  }

  // `await as('lan').get('/me')` alone: the body of a good answer.
  then(resolve, reject) {
    return this.reply().then((r) => {
      assert.ok(r.status < 400, `${this.method} ${this.path} gave ${r.status}: ${r.text.slice(0, 2000)}`);
      return r.body;
    }).then(resolve, reject);
  }
}

// as(name) with the tokens of known accounts; as() is nobody; as({ token }) is that token.
export function api(url, tokens) {
  return (who) => {
    const token = typeof who === 'object' ? who?.token : tokens[who];
    if (who !== undefined && token === undefined) throw new Error(`nobody is called ${JSON.stringify(who)}`);
    const call = (method) => (path, body) => new Call(url, token, method, path, body);
    return { get: call('GET'), head: call('HEAD'), post: call('POST'), put: call('PUT'), patch: call('PATCH'), delete: call('DELETE') };
  };
}
