// SPDX-License-Identifier: GPL-3.0-or-later
// What a request carried does not stay in the server's memory: passwords, tokens, cookies and numbers are looked for there.
// In the checked build freed memory is kept as it was given back, so that nothing is overwritten by luck.
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { start } from '../help/cluster.js';
import { given } from '../help/given.js';
import { until } from '../help/until.js';
import { once } from '../help/wire.js';

const MOST = 1 << 30;		// a longer region is AddressSanitizer's map of the others
const json = { 'Content-Type': 'application/json' };
let s;

before(async () => {
  s = await start({ env: { ASAN_OPTIONS: 'quarantine_size_mb=256' } });
  await given(s, { accounts: { root: ['admin hung-yen'], lan: ['auditor hung-yen'] } });
});
after(() => s?.stop());

// The process cannot be traced by others of its account; root may look.
const skip = process.getuid() !== 0 && 'only root may look into it';

// Which of `needles` ({ name: text }) stand in memory the process may write.
function found(pid, needles) {
  const here = new Set(), mem = openSync(`/proc/${pid}/mem`, 'r');
  for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    const length = from === undefined ? 0 : Number(BigInt(`0x${to}`) - BigInt(`0x${from}`));
    if (length === 0 || length > MOST) continue;
    const bytes = Buffer.alloc(length);
    let n = 0;
    try { n = readSync(mem, bytes, 0, length, BigInt(`0x${from}`)); } catch { continue; }
    for (const [name, text] of Object.entries(needles)) if (bytes.subarray(0, n).includes(text)) here.add(name);
  }
  closeSync(mem);
  return [...here];
}

test('the search finds what is there', { skip }, () => {
  assert.deepEqual(found(s.pid, { public: 'event=serving', nowhere: `x${Math.random()}` }).includes('nowhere'), false);
  assert.ok(found(s.pid, { setting: s.data }).includes('setting'));
});

test('passwords, tokens, personal numbers and feeds\' secrets are gone when the answer is', { skip }, async () => {
  const first = s.hocvud('account', 'password', 'lan').out.trim(), password = 'Mot-Mat-Khau-Rat-Dai-2026', wrong = 'Sai-Mat-Khau-Nay-2026';
  const ask = (method, path, headers, body) => once(s.url, method, path, { headers: { ...json, ...headers }, body: body ? JSON.stringify(body) : '' });
  assert.equal((await ask('POST', '/api/v1/sign-in', {}, { name: 'lan', password: wrong })).status, 401);
  const signed = await ask('POST', '/api/v1/sign-in', {}, { name: 'lan', password: first });
  assert.equal(signed.status, 200, signed.text);
  let cookie = signed.headers['set-cookie'].split(';')[0];
  const changed = await ask('PUT', '/api/v1/me/password', { Cookie: cookie }, { old: first, new: password });
  assert.equal(changed.status, 204, changed.text);
  if (changed.headers['set-cookie']) cookie = changed.headers['set-cookie'].split(';')[0];
  assert.equal((await ask('GET', '/api/v1/me', { Cookie: cookie })).status, 200);
  assert.equal((await ask('GET', '/api/v1/me', { Authorization: `Bearer ${s.tokens.root}` })).status, 200);
  const guess = 'hv_khong-phai-ma-truy-cap-cua-ai-0001';
  assert.equal((await ask('GET', '/api/v1/me', { Authorization: `Bearer ${guess}` })).status, 401);
  const number = '000199000123';
  const person = await ask('POST', '/api/v1/people', { Authorization: `Bearer ${s.tokens.root}` }, { code: 'hv-bi-mat', full_name: 'Học Viên Mẫu 001', national_id: number });
  assert.ok([201, 422].includes(person.status), person.text);
  const feed = 'hf_duong-dan-lich-khong-ai-biet-0001';
  assert.equal((await ask('GET', `/feeds/${feed}.ics`, {})).status, 404);
  // The last of it is wiped when its connection ends.
  await until('no connection is left but the one that asks', async () => /^hocvu_connections 1$/m.test((await once(s.url, 'GET', '/metrics')).text));
  const left = found(s.pid, { first, password, wrong, token: s.tokens.root, guess, number, feed });
  // Not looked for: the cookie of a new session, which libmicrohttpd copies for the answer and gives back as it is.
  assert.deepEqual(left, []);
});
