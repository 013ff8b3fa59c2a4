// SPDX-License-Identifier: GPL-3.0-or-later
// Waits for what has to happen. The limit is for what never comes: it costs nothing while things come, however slow the machine.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const LONGEST_MS = 60_000;

// Asks again and again until the answer is a true one, and gives it: await until('it is stopping', () => /stopping/.test(log())).
export async function until(what, ask, { ms = LONGEST_MS, pause = 50 } = {}) {
  for (const end = Date.now() + ms; ; await sleep(pause)) {
    const late = Date.now() > end, answer = await ask();
    if (answer) return answer;
    assert.ok(!late, `not in ${ms} ms: ${what}`);
  }
}
