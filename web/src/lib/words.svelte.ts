// SPDX-License-Identifier: GPL-3.0-or-later
// Every sentence of the app: t('web.shell.request', { request }). Sentences come by scope (the second part of
// their key) from web/messages; a page names the scopes it needs in pages.ts and they are there before it is.
import { words } from 'virtual:words';
import { look, setLook, type Lang } from './look.svelte';

export type Places = Record<string, string | number>;

const wanted = new Set<string>();
const known: Record<Lang, Map<string, Record<string, string>>> = { vi: new Map(), en: new Map() };
let sentences = $state.raw<Record<string, string>>({});

async function fetchInto(lang: Lang): Promise<void> {
  const missing = [...wanted].filter((scope) => !known[lang].has(scope));
  await Promise.all(missing.map(async (scope) => {
    const load = words[lang][scope];
    if (load === undefined) throw new Error(`web/messages has no sentences of ${scope}`);
    known[lang].set(scope, (await load()).default);
  }));
}

function show(): void {
  sentences = Object.assign({}, ...known[look.lang].values());
}

// Gets these scopes in the language now used; they stay when it changes.
export async function needWords(...scopes: string[]): Promise<void> {
  const fresh = scopes.filter((scope) => !known[look.lang].has(scope));
  scopes.forEach((scope) => wanted.add(scope));
  if (fresh.length === 0) return;
  await fetchInto(look.lang);
  show();
}

export async function setLang(lang: Lang): Promise<void> {
  await fetchInto(lang);
  setLook({ lang });
  show();
}

// The sentence with its {name} places filled. One that is missing shows its key, and the tests fail.
export function t(key: string, places?: Places): string {
  const sentence = sentences[key];
  if (sentence === undefined) return `?${key}`;
  return places === undefined ? sentence : sentence.replace(/\{(\w+)\}/g, (all, name: string) => String(places[name] ?? all));
}

// English says one and many apart by two keys, `<key>_one` and `<key>`; Vietnamese has the same in both.
export function counted(key: string, n: number, places?: Places): string {
  return t(n === 1 ? `${key}_one` : key, places);
}

// Is there such a sentence? For words of the database that may be newer than this app.
export function hasWord(key: string): boolean {
  return sentences[key] !== undefined;
}

// The word for a value of the database: word('kind', 'police'); the value itself when it is newer than this app.
export function word(group: string, value: string | null | undefined): string {
  if (value === null || value === undefined) return '';
  return sentences[`word.${group}.${value}`] ?? value;
}
