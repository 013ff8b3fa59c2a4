// SPDX-License-Identifier: GPL-3.0-or-later
// dist/worker.js: src/worker.js with the list of the build's files, which the app needs to open without a network.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const source = new URL('../src/worker.js', import.meta.url);

export function worker() {
  let out;
  return {
    name: 'worker',
    apply: 'build',
    configResolved(config) { out = resolve(config.root, config.build.outDir); },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
          .map((entry) => `/${relative(out, join(entry.parentPath, entry.name))}`)
          .filter((path) => path !== '/worker.js' && path !== '/index.html').sort();
        const version = createHash('sha256').update(readFileSync(join(out, 'index.html'))).update(files.join()).digest('hex').slice(0, 16);
        const code = readFileSync(source, 'utf8').replace(/^\s*\/\/.*\n/gm, '')
          .replace('const FILES = [];', `const FILES = ${JSON.stringify(['/', ...files])};`).replace('VERSION', version);
        writeFileSync(join(out, 'worker.js'), code);
      },
    },
  };
}
