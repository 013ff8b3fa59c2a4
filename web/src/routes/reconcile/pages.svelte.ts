// SPDX-License-Identifier: GPL-3.0-or-later
// Pages of signed paper on their way: made smaller here, told by their hash, sent in parts, gone on with after a break.
import { api, ask, Problem, type Shape } from '../../lib/api';
import { partsOf, sendParts } from '../../lib/parts';

export type Scan = Shape['scan'];
export const fileOf = (scan: Scan): string => `/api/v1/scans/${scan.id}/file`;

const SIDE = 2200, QUALITY = 0.82, MOST = 8 << 20;	// enough to read a signature on A4

// A photograph as large as is needed to read it, and without what the camera wrote into it (where it was taken). What this
// browser cannot open goes as it is: the server says what it takes.
async function smaller(file: File): Promise<Blob> {
  if (file.type === 'application/pdf' || (file.type === 'image/png' && file.size <= MOST / 4)) return file;
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    return await new Promise<Blob | null>((resolve) => { canvas.toBlob(resolve, 'image/jpeg', QUALITY); }) ?? file;
  } catch {
    return file;
  }
}

async function digestOf(blob: Blob): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

// One file somebody chose, until it is there.
export class Coming {
  share = $state(0);
  problem = $state.raw<Problem | null>(null);
  #blob: Blob | undefined;

  constructor(readonly session: number, readonly file: File) {}

  // Begins, or goes on behind what is there already; the page as the server has it, or undefined with a problem.
  async send(): Promise<Scan | undefined> {
    this.problem = null;
    try {
      this.#blob ??= await smaller(this.file);
      const blob = this.#blob;
      const scan = await ask(api.POST('/api/v1/sessions/{session}/scans', { params: { path: { session: this.session } },
        body: { name: this.file.name.slice(0, 200) || 'anh.jpg', bytes: blob.size, digest: await digestOf(blob) } }));
      if (scan.kind) return scan;
      const there = Math.min(scan.parts, partsOf(blob.size));
      this.share = there / partsOf(blob.size);
      const path = { scan: scan.id };
      await sendParts(blob, there, (part, content) => ask(api.PUT('/api/v1/scans/{scan}/parts/{part}', { params: { path: { ...path, part } }, body: { content } })),
        (share) => { this.share = share; });
      return await ask(api.POST('/api/v1/scans/{scan}/sent', { params: { path } }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.problem = error;
      return undefined;
    }
  }
}
