// SPDX-License-Identifier: GPL-3.0-or-later
// A file on its way to the server in parts, because a body ends at 256 KiB and a poor line may break.
const PART = 180_000;

async function base64(piece: Blob): Promise<string> {
  const bytes = new Uint8Array(await piece.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

export const partsOf = (bytes: number): number => Math.ceil(bytes / PART);

// Sends the parts behind the first `there`; `sent` hears how much of the file is there (0 to 1).
export async function sendParts(file: Blob, there: number, put: (part: number, content: string) => Promise<unknown>, sent: (share: number) => void): Promise<void> {
  for (let part = there + 1; (part - 1) * PART < file.size; part++) {
    await put(part, await base64(file.slice((part - 1) * PART, part * PART)));
    sent(Math.min(1, part * PART / file.size));
  }
}
