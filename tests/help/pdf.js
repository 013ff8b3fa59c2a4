// SPDX-License-Identifier: GPL-3.0-or-later
// A PDF as poppler and zbar read it: its text, its fonts, the codes on its pages.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, temporary } from './cluster.js';

const done = (program, ...args) => {
  const r = run(program, args);
  assert.equal(r.code, 0, `${program}: ${r.err}`);
  return r.out;
};

// { text, pages, fonts: [{ name, embedded, unicode }], codes }; pictures of its pages also go to `shots`, when given.
export function pdf(bytes, { shots, dpi = 150 } = {}) {
  const folder = mkdtempSync(join(temporary(), 'pdf'));
  try {
    const file = join(folder, 'paper.pdf');
    writeFileSync(file, bytes);
    const text = done('pdftotext', '-layout', file, '-');
    const fonts = done('pdffonts', file).trim().split('\n').slice(2).map((line) => {
      const [embedded, , unicode] = line.match(/(yes|no) +(yes|no) +(yes|no) +\d+ +\d+$/).slice(1);
      return { name: line.split(' ')[0], embedded: embedded === 'yes', unicode: unicode === 'yes' };
    });
    done('pdftoppm', '-r', String(dpi), '-png', file, join(folder, 'page'));
    if (shots) done('pdftoppm', '-r', '80', '-png', file, shots);
    const pictures = readdirSync(folder).filter((name) => name.endsWith('.png')).sort().map((name) => join(folder, name));
    const seen = run('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', ...pictures]);
    return { text, pages: pictures.length, fonts, codes: seen.out.split('\n').filter(Boolean) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// A file of the API as its bytes, with the type and the name it is to be kept under.
export async function fetched(server, who, path) {
  const r = await fetch(`${server.url}/api/v1${path}`, { headers: who ? { authorization: `Bearer ${server.tokens[who]}` } : {} });
  const bytes = Buffer.from(await r.arrayBuffer());
  return { status: r.status, type: r.headers.get('content-type'), name: /filename="([^"]*)"/.exec(r.headers.get('content-disposition') ?? '')?.[1], bytes };
}
