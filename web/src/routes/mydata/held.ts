// SPDX-License-Identifier: GPL-3.0-or-later
// What is held on somebody, in words: each member's name, its value as people say it; numbers of rows, which say
// nothing to anybody, are left to the file.
import type { Shape } from '../../lib/api';
import { day, instant } from '../../lib/format';
import { hasWord, t, word } from '../../lib/words.svelte';

type Datum = Shape['person_datum'];
type Member = Datum['members'][number];

const DAY_MS = 86_400_000;
const INNER = /(^|_)id$|_(by|for|print)$|^(uid|row|codes|candidates|verdict|signature|during|once|claimed_until|next_at|useless_at|tried_at|tries|asked|queued|method|answer)$/;
// Groups of words by `record.member`, or by the member alone.
const GROUPS: Record<string, string> = {
  category: 'category', sex: 'sex', scheme: 'scheme', result: 'result', domain: 'domain', level: 'level', how: 'how', channel: 'channel', status: 'status', 'data_request.kind': 'asks',
  'data_request.state': 'request', 'enrolment.state': 'enrolment', 'enrolment_event.before': 'enrolment', 'enrolment_event.after': 'enrolment',
  'attendance_history.before': 'status', 'attendance_history.after': 'status', 'reconcile_decision.before': 'status',
};

// A range as the database writes it, its end excluded.
function range(value: string): string {
  const [from = '', end = ''] = value.replace(/[[\]()"]/g, '').split(',');
  const to = end === '' ? '' : day(new Date(Date.parse(end) - DAY_MS).toISOString().slice(0, 10));
  if (from === '') return to === '' ? '' : t('web.mydata.to_on', { to });
  return to === '' ? t('web.mydata.from_on', { from: day(from) }) : t('web.mydata.from_to', { from: day(from), to });
}

function said(record: string, { name, value, means }: Member): string {
  if (means) return means;
  if (value === 'true' || value === 'false') return t(value === 'true' ? 'web.mydata.yes' : 'web.mydata.no');
  if (name === 'valid') return range(value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return day(value);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value)) return instant(value);
  if (name === 'role' && hasWord(`role.${value}`)) return t(`role.${value}`);
  if (name === 'purpose' && hasWord(`web.mydata.purpose_${value}`)) return t(`web.mydata.purpose_${value}`);
  const group = GROUPS[`${record}.${name}`] ?? GROUPS[name];
  return group === undefined ? value : word(group, value);
}

export function membersOf(row: Datum): { name: string; value: string }[] {
  return row.members.filter((one) => one.means || !INNER.test(one.name)).map((one) => {
    const key = `web.mydata.member_${one.name}`;
    return { name: hasWord(key) ? t(key) : one.name, value: said(row.record, one) };
  });
}
