// SPDX-License-Identifier: GPL-3.0-or-later
// The first visit of a phone as Lighthouse simulates one (slow 4G, a processor four times slower): its mark, largest paint, blocking.
import { lighthouseOn } from '../help/lighthouse.js';
import { serve } from './stand.js';

export async function web(bench) {
  const out = { web_performance: [], web_lcp: [], web_tbt: [] }, stand = await bench.small();
  for (let round = 0; round < bench.rounds; round++) {
    const server = await serve(stand), lighthouse = await lighthouseOn(server);	// a browser that has nothing kept
    try {
      const seen = await lighthouse.visit('/', ['performance']);
      out.web_performance.push(seen.marks.performance);
      out.web_lcp.push(seen.lcp);
      out.web_tbt.push(seen.tbt);
    } finally {
      await lighthouse.close();
      await server.stop();
    }
  }
  return out;
}
