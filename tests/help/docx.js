// SPDX-License-Identifier: GPL-3.0-or-later
// Word documents as small as they can be, sound or not, and the text of any: nothing of hocvu's is asked.
import { unzip } from './zip.js';
import { zip } from './xlsx.js';

export const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
export const R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const spoken = (xml) => xml.replace(/&(?:(lt|gt|quot|apos|amp)|#(\d+));/g, (_, name, code) => name ? { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }[name] : String.fromCodePoint(code));

// The text of a part, paragraph by paragraph.
export const paragraphs = (xml) => [...xml.matchAll(/<w:p[ >].*?<\/w:p>/gs)].map(([p]) => [...p.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(([, text]) => spoken(text)).join(''));
export const partsOf = (bytes) => new Map(unzip(bytes).map(([name, content]) => [name, content.toString('utf8')]));
export const textOf = (bytes, part = 'word/document.xml') => paragraphs(partsOf(bytes).get(part)).join('\n');

// Pieces of a document.
export const run = (text, look = '') => `<w:r>${look && `<w:rPr>${look}</w:rPr>`}<w:t xml:space="preserve">${text}</w:t></w:r>`;
export const p = (...runs) => `<w:p>${runs.map((r) => r.startsWith('<') ? r : run(r)).join('')}</w:p>`;
export const row = (...cells) => `<w:tr>${cells.map((c) => `<w:tc><w:tcPr/>${c.startsWith('<w:p') || c.startsWith('<w:tbl') ? c : p(c)}</w:tc>`).join('')}</w:tr>`;
export const table = (...rows) => `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>${rows.join('')}</w:tbl>`;
export const document = (...body) => `<?xml version="1.0" encoding="UTF-8"?><w:document ${W} ${R}><w:body>${body.join('')}<w:sectPr/></w:body></w:document>`;
export const relations = (...list) => `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.map(([id, type, target, more = '']) => `<Relationship Id="${id}" Type="${type.includes('/') ? type : `${RELATIONS}/${type}`}" Target="${target}" ${more}/>`).join('')}</Relationships>`;
export const external = 'TargetMode="External"';

// The parts of a document with that body; `more` replaces or adds parts, null takes one away.
export function parts(body, more = {}) {
  const all = {
    '[Content_Types].xml': '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels': relations(['rId1', 'officeDocument', 'word/document.xml']),
    'word/document.xml': body.startsWith('<?xml') ? body : document(body),
    ...more,
  };
  return Object.fromEntries(Object.entries(all).filter(([, content]) => content !== null));
}
export const docx = (body, more) => zip(parts(body, more));
