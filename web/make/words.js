// SPDX-License-Identifier: GPL-3.0-or-later
// web/messages as modules: `virtual:words` gives a loader for each language and scope. The scope is the
// second part of a key: `web.coverage.title` comes with the pages that name the scope `coverage`. `role.*`
// comes with the shell; the scope `word` holds the words for values of the database, which stand once, in
// cli/sentences.def: WORD(kind, police, "công an", "police") is `word.kind.police`.
import { readFileSync } from 'node:fs';

const LANGUAGES = ['vi', 'en'];
const WHOLE = '\0virtual:words';
const file = (language) => new URL(`../messages/${language}.json`, import.meta.url);

const scopeOf = (key) => {
  if (key.startsWith('role.')) return 'shell';
  if (key.startsWith('word.')) return 'word';
  return key.startsWith('web.') ? key.split('.')[1] : null;
};

const WORD = /^WORD\((\w+), (\w+), ("(?:[^"\\]|\\.)*"), ("(?:[^"\\]|\\.)*")\)$/gm;

// The groups pages use: a word of the command line alone changes nothing here.
const GROUPS = new Set(['act', 'asks', 'attendance_unit', 'base', 'category', 'channel', 'domain', 'enrolment', 'evidence', 'figure', 'flag', 'how', 'kind', 'level', 'modality', 'outcome', 'request',
  'result', 'retention', 'scheme', 'segment', 'sex', 'source', 'state', 'status', 'threshold_kind', 'topic']);

function values(language) {
  const rows = readFileSync(new URL('../../cli/sentences.def', import.meta.url), 'utf8').matchAll(WORD);
  return [...rows].filter(([, group]) => GROUPS.has(group)).map(([, group, value, vi, en]) => [`word.${group}.${value}`, JSON.parse(language === 'vi' ? vi : en)]);
}

export function sentences(language) {
  return [...Object.entries(JSON.parse(readFileSync(file(language), 'utf8'))), ...values(language)];
}

function scopesOf(language) {
  return [...new Set(sentences(language).map(([key]) => scopeOf(key)).filter(Boolean))].filter((scope) => scope !== 'designsystem').sort();
}

export function words() {
  return {
    name: 'words',
    resolveId: (id) => (id.startsWith('virtual:words') ? `\0${id}` : null),
    load(id) {
      if (id === WHOLE) {
        const row = (language, scope) => `'${scope}': () => import('virtual:words/${language}.${scope}')`;
        return `export const words = { ${LANGUAGES.map((language) =>
          `${language}: { ${scopesOf(language).map((scope) => row(language, scope)).join(', ')} }`).join(', ')} };`;
      }
      if (!id.startsWith(`${WHOLE}/`)) return null;
      const [language, wanted] = id.slice(WHOLE.length + 1).split('.');
      this.addWatchFile(file(language).pathname);
      return `export default ${JSON.stringify(Object.fromEntries(sentences(language).filter(([key]) => scopeOf(key) === wanted)))};`;
    },
  };
}
