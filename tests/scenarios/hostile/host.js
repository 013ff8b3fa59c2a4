// SPDX-License-Identifier: GPL-3.0-or-later
// Host: which server is meant. What is not ours gets no answer that could hold its address.
import { CANARY, request } from './words.js';

const hosts = (...values) => request('GET /healthz HTTP/1.1', ...values.map((v) => `Host: ${v}`));
const feed = (host, token) => request('POST /api/v1/feeds HTTP/1.1', `Host: ${host}`, `Authorization: Bearer ${token}`, 'Content-Type: application/json',
  'Content-Length: 20') + '{"what":"catalogue"}';

export default ({ token }) => [
  ['no Host', hosts(), '400', '400x'],
  ['no Host, by HTTP/1.0', request('GET /healthz HTTP/1.0'), '200x', '200x'],
  ['an empty Host', hosts(''), '421', '400x'],
  ['a Host of blanks', hosts('   '), '421', '400x'],
  ['two Hosts', hosts('127.0.0.1', 'evil.example'), '400x'],
  ['two Hosts, the second ours', hosts('evil.example', '127.0.0.1'), '400x'],
  ['the same Host twice', hosts('127.0.0.1', '127.0.0.1'), '400x'],
  ['two Hosts in one', hosts('127.0.0.1, evil.example'), '421', '400x'],
  ['another name', hosts('evil.example'), '421', '421'],
  ['another name with our port', hosts('evil.example:80'), '421', '421'],
  ['our name as a part of another', hosts('127.0.0.1.evil.example'), '421', '421'],
  ['our name behind an @', hosts('evil.example@127.0.0.1'), '421', '421'],
  ['a script', hosts('a"><script>alert(1)</script>'), '421', '400x'],
  ['a path', hosts('127.0.0.1/evil'), '421', '400x'],
  ['a name with a NUL', hosts('127.0.0.1\0.evil.example'), '400x'],
  ['a name beyond ASCII', hosts('\xc4\x91\xe1\xbb\x8ba-ch\xe1\xbb\x89.vn'), '421', '421'],
  ['a port of letters', hosts('127.0.0.1:http'), '421', '200'],
  ['a port too big', hosts('127.0.0.1:99999999'), '200', '200'],
  ['an empty port', hosts('127.0.0.1:'), '200', '200'],
  ['two ports', hosts('127.0.0.1:80:80'), '421', '200'],
  ['a minus port', hosts('127.0.0.1:-1'), '421', '200'],
  ['half an IPv6 address', hosts('[::1'), '421', '421'],
  ['IPv6 loopback', hosts('[::1]:8080'), '200', '421'],
  ['an IPv6 address that is not ours', hosts('[2001:db8::1]'), '421', '421'],
  ['loopback as one number', hosts('2130706433'), '421', '421'],
  ['loopback in hex', hosts('0x7f000001'), '421', '421'],
  ['all addresses', hosts('0.0.0.0'), '421', '421'],
  ['another address of loopback', hosts('127.9.9.9'), '200', '421'],
  ['localhost in capitals', hosts('LOCALHOST:1'), '200', '421'],
  ['localhost with a dot behind', hosts('localhost.'), '421', '421'],
  ['a name of 4,090 letters', hosts('a'.repeat(4090)), '421', '400x'],
  ['a name of 5,000 letters', hosts('a'.repeat(5000)), '431', '400x'],
  ['Host behind a request that is none', hosts('evil.example') + CANARY.replace('127.0.0.1', 'evil.example'), '421 421', '421 421'],
  ['a feed made under another name', feed('evil.example', token), '421', '421'],
  ['a feed made under a script', feed('a"><script>', token), '421', '421'],
];
