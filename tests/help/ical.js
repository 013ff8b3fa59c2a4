// SPDX-License-Identifier: GPL-3.0-or-later
// A calendar as two readers that share no code understand it: libical and ical.js. They must agree.
import assert from 'node:assert/strict';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { ROOT, run, temporary } from './cluster.js';

// ical.js does not know that these are texts (RFC 7986, 5.1; de facto).
for (const name of ['name', 'x-wr-calname']) ICAL.design.icalendar.property[name] = { defaultType: 'text' };

// Built once a run; whoever comes second finds it.
function reader() {
  const program = join(temporary(), 'ical_read');
  if (existsSync(program)) return program;
  const mine = `${program}.${process.pid}`;
  const made = run('gcc', ['-Wall', '-Wextra', '-Werror', '-o', mine, join(ROOT, 'tests/help/ical_read.c'), '-lical']);
  assert.equal(made.code, 0, made.err);
  renameSync(mine, program);
  return program;
}

const fields = (pairs) => Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));

function byLibical(text) {
  const read = run(reader(), [], { input: text });
  assert.equal(read.code, 0, `libical: ${read.err}`);
  const records = read.out.split('\x1e').slice(0, -1).map((r) => fields(r.split('\x1f').slice(0, -1).map((f) => {
    const at = f.indexOf('=');
    return [f.slice(0, at), f.slice(at + 1)];
  })));
  return { calendar: records[0], events: records.slice(1) };
}

function byIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const plain = (p) => {
    const v = p.getFirstValue();
    return [p.name, v instanceof ICAL.Time || v instanceof ICAL.Duration ? v.toICALString() : String(v)];
  };
  const of = (component) => fields(component.getAllProperties().map(plain));
  return { calendar: of(calendar), events: calendar.getAllSubcomponents().map(of) };
}

// The form of the text (RFC 5545, 3.1), then what it says: { calendar, events } with property names in
// small letters and times as they are written.
export function calendar(text) {
  assert.ok(text.endsWith('\r\n') && !/[^\r]\n|\r[^\n]/.test(text), 'lines end in CRLF');
  for (const line of text.split('\r\n')) {
    assert.ok(Buffer.byteLength(line) <= 75, `a line of ${Buffer.byteLength(line)} octets: ${line}`);
    assert.ok(!line.includes('\ufffd'), `a character was cut: ${line}`);
  }
  const one = byLibical(text), other = byIcalJs(text);
  const { method } = other.calendar;	// of feeds looked at in ical_read.c
  delete other.calendar.method;
  delete one.calendar.method;
  if (other.calendar['x-wr-calname'] !== undefined) one.calendar['x-wr-calname'] = other.calendar['x-wr-calname'];	// libical leaves half of the backslashes in values of X- properties
  assert.deepEqual(one, other);
  return { ...one, method, events: one.events.map((e) => ({ ...e, sequence: Number(e.sequence) })) };
}
