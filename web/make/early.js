// SPDX-License-Identifier: GPL-3.0-or-later
// What has to be known before the first paint: early.js (theme, text size, language) as a file of its own in
// front of everything, and the fonts, which the page would ask for late.
import { readFileSync } from 'node:fs';

const source = new URL('../src/early.js', import.meta.url);

export function early() {
  return {
    name: 'early',
    apply: 'build',
    buildStart() {
      this.early = this.emitFile({ type: 'asset', name: 'early.js', source: readFileSync(source, 'utf8').replace(/^\s*\/\/.*\n/gm, '') });
    },
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        const files = Object.keys(bundle);
        const fonts = files.filter((name) => name.endsWith('.woff2')).sort();
        const first = files.find((name) => /early-.*\.js$/.test(name));
        return [
          { tag: 'script', attrs: { src: `/${first}` }, injectTo: 'head-prepend' },
          ...fonts.map((name) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: true, href: `/${name}` }, injectTo: 'head' })),
        ];
      },
    },
  };
}
