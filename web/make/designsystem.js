// SPDX-License-Identifier: GPL-3.0-or-later
// `virtual:designsystem.css`: the parts of Designsystemet we use, in its layers. Its CSS carries sentences in
// Norwegian, some of them spoken by screen readers: each is replaced by ours (`web.designsystem.*`).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sentences } from './words.js';

// A page that needs another component adds its name here.
const COMPONENTS = ['alert', 'breadcrumbs', 'button', 'card', 'details', 'dialog', 'divider', 'field', 'fieldset', 'heading', 'input',
  'label', 'link', 'list', 'paragraph', 'skeleton', 'skip-link', 'spinner', 'table', 'tag', 'toggle-group', 'validation-message'];
const NAME = 'virtual:designsystem.css';
const PREFIX = 'web.designsystem.';
const SENTENCE = /--dsc-([a-z-]+):(["'])((?:(?!\2)[^\\]|\\.)*\p{L}(?:(?!\2)[^\\]|\\.)*)\2/gu;
const require = createRequire(import.meta.url);
const read = (path) => readFileSync(require.resolve(`@digdir/designsystemet-css/${path}`), 'utf8');

const keyOf = (name) => PREFIX + name.replaceAll('-', '_');

function translated(css) {
  return css.replace(SENTENCE, (all, name) => {
    if (!sentences('vi').some(([key]) => key === keyOf(name))) throw new Error(`Designsystemet says ${all}: ${keyOf(name)} is missing in web/messages`);
    return `--dsc-${name}:var(--said-${name})`;
  });
}

function said(language) {
  const rows = sentences(language).filter(([key]) => key.startsWith(PREFIX))
    .map(([key, text]) => `--said-${key.slice(PREFIX.length).replaceAll('_', '-')}:${JSON.stringify(text)}`);
  return `:root:lang(${language}){${rows.join(';')}}`;
}

export function designsystem() {
  return {
    name: 'designsystem',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load(id) {
      if (id !== `\0${NAME}`) return null;
      const parts = COMPONENTS.map((name) => read(`${name}.css`)).join('\n');
      return `@layer ds.theme, ds.base, ds.components;${read('theme.css')}@layer ds.base{${read('base.css')}}`
        + `@layer ds.components{${translated(parts)}}${said('vi')}${said('en')}`;
    },
  };
}
