// SPDX-License-Identifier: GPL-3.0-or-later
// What is not sent, as a file somebody can send or type in instead: with names while this device still knows them.
import { csvText } from './csv';
import { instant, today } from './format';
import type { Item } from './offline';
import { rollKept, type Roll } from './roll';
import { saveFile } from './save';
import { t } from './words.svelte';

function rollLine(item: Item, roll: Roll | undefined): (string | number)[] {
  const row = roll?.rows.find((one) => one.person === item.body.person);
  const meeting = roll?.session;
  return [t('web.unsent.file_mark'), meeting ? `${meeting.class_code} · ${meeting.class_title}` : String(item.about), meeting?.date ?? '',
    row?.code ?? String(item.body.code ?? item.body.national_id ?? item.body.person ?? ''), row?.full_name ?? '',
    t(`web.unsent.file_${item.body.status}`), String(item.body.note ?? ''), instant(String(item.body.recorded_at)), item.op];
}

function visitLine(item: Item): (string | number)[] {
  return [t('web.unsent.file_visit'), String(item.about), String(item.body.on ?? ''), String(item.body.person ?? ''), '', JSON.stringify(item.body), '', instant(new Date(item.at).toISOString()), item.op];
}

export async function itemsFile(items: Item[]): Promise<void> {
  const rolls = new Map<number, Roll | undefined>();
  for (const item of items) if (item.kind === 'mark' && !rolls.has(item.about)) rolls.set(item.about, await rollKept(item.account, item.about));
  const head = ['what', 'class', 'day', 'code', 'name', 'status', 'note', 'at', 'op'].map((name) => t(`web.unsent.file_head_${name}`));
  const rows = items.map((item) => (item.kind === 'mark' ? rollLine(item, rolls.get(item.about)) : visitLine(item)));
  saveFile(`hocvu-chua-gui-${today()}.csv`, csvText([head, ...rows]));
}
