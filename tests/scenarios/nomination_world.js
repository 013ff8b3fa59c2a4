// SPDX-License-Identifier: GPL-3.0-or-later
// The world of training with more people in it, and the words of sending people to classes.
import { WORLD, someDay, world } from './training_world.js';

export const STAFF = Array.from({ length: 12 }, (_, i) => `bs${String(i + 1).padStart(2, '0')}`);
const named = (person, i) => ({ person, full_name: `Học Viên Mẫu ${String(i + 101)}`, birth_date: '1985-01-01', sex: 'female' });

// bs01..bs12 work for Bạch Sam, md01..md06 for Minh Đức; `left` left Bạch Sam, `soon` begins there in December.
export const MORE = {
  people: [...WORLD.people, ...[...STAFF, 'md01', 'md02', 'md03', 'md04', 'md05', 'md06', 'left', 'soon'].map(named)],
  affiliations: [...WORLD.affiliations,
    ...STAFF.map((person) => ({ person, unit: 'ubnd-bach-sam', valid_from: '2020-01-01', category: 'civil_servant' })),
    ...['md01', 'md02', 'md03', 'md04', 'md05', 'md06'].map((person) => (
      { person, unit: 'ubnd-minh-duc', valid_from: '2020-01-01', category: 'civil_servant' })),
    { person: 'left', unit: 'ubnd-bach-sam', valid_from: '2020-01-01', valid_to: '2026-06-30', category: 'civil_servant' },
    { person: 'soon', unit: 'ubnd-bach-sam', valid_from: '2026-12-01', category: 'civil_servant' }],
};

export const nominationWorld = (now) => world({ now, more: MORE });

// A class taking nominations; `dates` are its sessions, from 08:00; none: one far ahead.
export async function openClass(w, { capacity, title = 'Lớp', dates = [], state = 'open', course = 'attt' } = {}) {
  const office = w.as('office');
  const made = await office.post(`/units/${w.unit('my-hao')}/classes`, { course: w.course(course), title, capacity }).expect(201);
  if (state !== 'draft' && dates.length === 0) dates = [someDay()];
  for (const date of dates) await office.post(`/classes/${made.id}/sessions`, { date, start: '08:00', periods: 4 }).expect(201);
  for (const to of state === 'draft' ? [] : state === 'open' ? ['open'] : ['open', 'closed'])
    await office.post(`/classes/${made.id}/state`, { state: to }).expect(200);
  return made.id;
}

// Sends people (codes) as the head of a ward; gives { code: enrolment }.
export async function nominated(w, cls, codes, head = 'hoa', unit = 'bach-sam') {
  await w.as(head).post(`/units/${w.unit(unit)}/nominations`, { class: cls, codes }).expect(200);
  return enrolmentsOf(w, cls);
}

export async function enrolmentsOf(w, cls) {
  const { items } = await w.as('office').get(`/classes/${cls}/enrolments?limit=200`);
  return Object.fromEntries(items.map((e) => [e.person_code, e.id]));
}

// How everybody in the class stands: { code: state }.
export async function standing(w, cls) {
  const { items } = await w.as('office').get(`/classes/${cls}/enrolments?limit=200`);
  return Object.fromEntries(items.map((e) => [e.person_code, e.state]));
}

export const approve = (w, cls, enrolments, state = 'approved', why = undefined) =>
  w.as('office').post(`/classes/${cls}/decisions`, enrolments.map((enrolment) => ({ enrolment, state, why })));

// The counter against what it counts.
export function seats(w, cls) {
  const [row] = w.sql('owner', `SELECT s.capacity, s.taken, count(e.id) FILTER (WHERE e.state = 'approved') AS approved,
    count(e.id) FILTER (WHERE e.state = 'waitlisted') AS waiting
    FROM class_seat s LEFT JOIN enrolment e USING (class_id) WHERE s.class_id = ${cls} GROUP BY s.class_id`);
  return row;
}
