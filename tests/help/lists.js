// SPDX-License-Identifier: GPL-3.0-or-later
// A list sent as a person's program does: its file in parts, then asked after until the job is done.
const PART = 180000;

// Gives the list once it is ready or refused. `as` is server.as(name).
export async function bring(as, unit, { kind = 'people', name = 'danh-sach.xlsx', file, seconds, pause, ...more }) {
  const bytes = Buffer.from(file);
  const { id } = await as.post(`/units/${unit}/lists`, { kind, name, bytes: bytes.length, ...more }).expect(201);
  for (let at = 0, part = 1; at < bytes.length; at += PART, part++) {
    await as.put(`/lists/${id}/parts/${part}`, { content: bytes.subarray(at, at + PART).toString('base64') }).expect(204);
  }
  await as.post(`/lists/${id}/sent`).expect(202);
  return settled(as, id, seconds, pause);
}

// Waits while a job has it, asking every so many milliseconds.
export async function settled(as, id, seconds = 300, pause = 150) {
  for (const end = Date.now() + seconds * 1000; Date.now() < end; await new Promise((go) => setTimeout(go, pause))) {
    const list = await as.get(`/lists/${id}`).expect(200);
    if (!['waiting', 'accepted', 'undoing'].includes(list.state)) return list;
  }
  throw new Error(`list ${id} is at work for ${seconds} s`);
}

export async function rows(as, id, query = '') {
  const all = [];
  for (let after = ''; after !== null;) {
    const page = await as.get(`/lists/${id}/rows?limit=200${query}${after && `&after=${after}`}`).expect(200);
    all.push(...page.items);
    after = page.next;
  }
  return all;
}
