// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences people read: both languages have the same, sorted, and none is missing that the code can say.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const texts = Object.fromEntries(['vi', 'en'].map((l) => [l, readFileSync(join(ROOT, `web/messages/${l}.json`), 'utf8')]));
const vi = JSON.parse(texts.vi), en = JSON.parse(texts.en);

function files(folder, end) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((e) =>
    e.isDirectory() ? files(join(folder, e.name), end) : e.name.endsWith(end) ? [readFileSync(join(ROOT, folder, e.name), 'utf8')] : []);
}
const matches = (sources, pattern) => [...new Set(sources.flatMap((s) => [...s.matchAll(pattern)].map((m) => m[1])))].sort();
// Of tables that only migrations and the server itself write.
const INTERNAL = /^(coverage_counter|idempotency_key|package_note|reference_loaded|retirement_age|unit_kind_segment)_/;
const missing = (keys) => keys.filter((key) => !(key in vi) || !(key in en));

test('both languages hold the same keys, sorted, one a line, with the same places to fill', () => {
  const byBytes = (a, b) => (a < b ? -1 : 1);
  assert.deepEqual(Object.keys(vi), Object.keys(en));
  assert.deepEqual(Object.keys(vi), Object.keys(vi).sort(byBytes));
  for (const text of Object.values(texts)) assert.equal(text.trim().split('\n').length, Object.keys(vi).length + 2);
  const places = (s) => (s.match(/\{\w+\}/g) ?? []).sort().join();
  assert.deepEqual(Object.keys(vi).filter((key) => places(vi[key]) !== places(en[key])), []);
  assert.deepEqual(Object.keys(vi).filter((key) => !vi[key].trim() || !en[key].trim()), []);
});

test('a role has one word wherever it is said', () => {
  const roles = Object.keys(vi).filter((key) => key.startsWith('role.'));
  assert.deepEqual(roles, ['role.admin', 'role.auditor', 'role.community_team', 'role.learner', 'role.programme_office', 'role.trainer',
    'role.unit_head', 'role.ward_official']);
  const said = { administers: 'admin', administers_succession: 'admin', audits: 'auditor', keeps_people: 'unit_head ward_official community_team',
    keeps_residents: 'ward_official', nominates_class: 'unit_head', reads_marks: 'trainer auditor', reads_roster: 'trainer',
    runs_programme: 'programme_office', runs_programme_of_unit: 'programme_office', trains_class: 'trainer', trains_session: 'trainer',
    visits_residents: 'ward_official community_team' };
  for (const [who, names] of Object.entries(said)) {
    for (const [sentences, name] of names.split(' ').flatMap((n) => [[vi, n], [en, n]])) {
      assert.ok(sentences[`forbidden.${who}`].includes(sentences[`role.${name}`]), `${sentences[`forbidden.${who}`]} (${sentences[`role.${name}`]})`);
    }
  }
  // Words it had before, or might have again.
  const others = /cơ quan (điều phối|phụ trách)|(?<!thủ )trưởng đơn vị|người quản trị|quản trị hệ thống|(?<!người )kiểm tra, giám sát|heads of units/i;
  assert.deepEqual(Object.values({ ...vi, ...Object.values(en) }).filter((text) => others.test(text)), []);
  assert.deepEqual([...files('server', '.c'), ...files('cli', '.def')].filter((text) => others.test(text)), []);
});

test('every code a handler answers has its sentence', () => {
  const c = files('server', '.c');
  const codes = [...matches(c, /reply_error\(\w+, \d+, "(\w+)"/g), ...matches(c, /problem_add\((?:[^,;]+,\s*){3}"(\w+)"/g),
    ...matches(c, /refuse(?:_with)?\(\w+, \d+, "(\w+)"/g)];
  assert.ok(codes.length > 30);
  assert.deepEqual(missing(codes), []);
});

// Words in the same places that are no codes of refusals: roles, reasons beside a figure, kinds of things.
const DATA = new Set(`programme_office ward_official community_team unit_head kind_not_counted segment_not_asked category_not_counted flag_missing
  birth_unknown below_working_age above_working_age nothing_in_window no_evidence not_completed not_passed not_assessed level_missing
  unit_went_to_several it_skills_basic national_id no_session last_session public_holiday would_be_nominated left_out residential_group force_generic_plan signed_in voluntary_class`.split(/\s+/));

// Rooms whose codes have sentences under a name of their own.
const OWN = { exchange: 'import_', lists: 'list_' };

test('every code that a function or a query gives has its sentence, of imports and lists under their own name', () => {
  const codes = (folder) => [...matches(files(folder, '.c'), /(?:return|[?:=]) "([a-z]+(?:_[a-z0-9]+)+)"/g),
    ...matches(files(folder, '.sql'), /(?:'(?=\w+' AS code)|(?:THEN|ELSE) '|'\w+', ')([a-z]+(?:_[a-z]+)+)'/g)].filter((code) => !DATA.has(code));
  const rooms = readdirSync(join(ROOT, 'server/features')).filter((room) => !OWN[room]).map((room) => `server/features/${room}`);
  const asked = ['server/http', 'server/db', ...rooms].flatMap(codes);
  assert.ok(asked.length > 70);
  assert.deepEqual(missing(asked), []);
  for (const [room, own] of Object.entries(OWN)) {
    const said = (code) => [own, ''].some((begin) => missing([begin + code]).length === 0);
    assert.deepEqual(codes(`server/features/${room}`).filter((code) => !said(code)), []);
  }
});

test('every constraint of the schema has its sentence: its name is the code a refused write answers', () => {
  const names = matches(files('schema', '.sql'), /\bCONSTRAINT (\w+)\s+(?:UNIQUE|CHECK|EXCLUDE|REFERENCES|FOREIGN)/g);
  assert.ok(names.length > 30);
  assert.deepEqual(missing(names.filter((name) => !INTERNAL.test(name))), []);
});

test('every sentence the web app names is there, and none is there that it does not name', () => {
  const sources = ['.svelte', '.ts'].flatMap((end) => files('web/src', end));
  const named = matches(sources, /['"`]((?:web\.[a-z]+|role)\.[\w.]+)['"`]/g);
  const begun = [...matches(sources, /`(web\.[a-z]+\.\w*)\$\{/g)];
  assert.ok(named.length > 30);
  assert.deepEqual(missing(named), []);
  assert.deepEqual(begun.filter((begin) => !Object.keys(vi).some((key) => key.startsWith(begin))), []);
  // The help sheet goes through a page's own, counted() has `_one`, the build knows Designsystemet's.
  const known = (key) => named.includes(key) || named.includes(key.replace(/_one$/, '')) || begun.some((begin) => key.startsWith(begin))
    || /^web\.(designsystem\.|[a-z]+\.(help_\d|key_\w+)$)/.test(key);
  assert.deepEqual(Object.keys(vi).filter((key) => key.startsWith('web.') && !known(key)), []);
});
