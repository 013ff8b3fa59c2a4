// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the build as brotli and gzip beside it: hocvud sends what the browser takes.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const TEXT = /\.(js|css|html|svg|webmanifest)$/;

function compress(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) compress(path);
    else if (TEXT.test(entry.name)) {
      const bytes = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }));
    }
  }
}

export function compressed() {
  let out;
  return {
    name: 'compressed',
    apply: 'build',
    configResolved(config) { out = resolve(config.root, config.build.outDir); },
    closeBundle: { order: 'post', sequential: true, handler() { compress(out); } },
  };
}
