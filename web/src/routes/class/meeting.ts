// SPDX-License-Identifier: GPL-3.0-or-later
// When, where and with whom a session is: what one session and a series have in common, as it is typed.
import { api, ask, type Shape } from '../../lib/api';
import type { Class } from '../../lib/training';

export interface Meeting { start: string; end: string; periods: string; venue: string; venue_id: number; trainer: number }

export const MEETING: Meeting = { start: '08:00', end: '', periods: '4', venue: '', venue_id: 0, trainer: 0 };

// "8:5", "0800", "8h30" as 08:05, 08:00, 08:30; null: no time of day.
export function timeTyped(text: string): string | null {
  const parts = /^(\d{1,2})\s*[:hg.]\s*(\d{0,2})$/i.exec(text.trim()) ?? /^(\d{1,2})(\d{2})$/.exec(text.trim()) ?? /^(\d{1,2})()$/.exec(text.trim());
  const h = Number(parts?.[1]), m = Number(parts?.[2] || 0);
  if (parts === null || h > 23 || m > 59) return null;
  return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
}

// What is wrong with it, by field, as the name of a sentence.
export function meetingWrong(meeting: Meeting): Partial<Record<'start' | 'end' | 'periods', string>> {
  const start = timeTyped(meeting.start), end = timeTyped(meeting.end);
  return {
    ...(start === null ? { start: 'time_wrong' } : {}),
    ...(meeting.end.trim() !== '' && end === null ? { end: 'time_wrong' } : {}),
    ...(start !== null && end !== null && end <= start ? { end: 'end_before_start' } : {}),
    ...(/^([1-9]|1\d|20)$/.test(meeting.periods.trim()) ? {} : { periods: 'periods_wrong' }),
  };
}

export function meetingBody(meeting: Meeting): { start: string; end?: string; periods: number; venue?: string; venue_id?: number; trainer?: number } {
  return { start: timeTyped(meeting.start) ?? '', end: timeTyped(meeting.end) ?? undefined, periods: Number(meeting.periods),
    venue: meeting.venue.trim() || undefined, venue_id: meeting.venue_id || undefined, trainer: meeting.trainer || undefined };
}

export interface Offered { venues: Shape['venue'][]; trainers: Shape['trainer'][] }

// Rooms and trainers of the unit that organises the class, who can teach its course first; without one, none can be named.
export async function offeredFor(cls: Class): Promise<Offered> {
  if (!cls.host_unit) return { venues: [], trainers: [] };
  const params = { path: { unit: cls.host_unit } };
  const [venues, trainers] = await Promise.all([ask(api.GET('/api/v1/units/{unit}/venues', { params })), 
    ask(api.GET('/api/v1/units/{unit}/trainers', { params: { ...params, query: { course: cls.course_code } } }))]);
  return { venues: venues.items, trainers: trainers.items };
}
