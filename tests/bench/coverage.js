// SPDX-License-Identifier: GPL-3.0-or-later
// Coverage at two sizes: a page of 120 communes and one commune, each request on a random day of the year.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrk } from './load.js';
import { serve } from './stand.js';
import { PROVINCE, YEAR, day } from './world.js';

// Staff who took part, and residents with skills: every figure is the worse of the two.
const TARGETS = ['T1', 'T3'];
const COMMUNE = 'xa-060';

function questions(bench, name, path) {
  const file = join(bench.folder, `coverage_${name}.requests`);
  writeFileSync(file, Array.from({ length: 365 }, (_, n) => `/api/v1${path}&as_of=${day(`${YEAR}-01-01`, n)}\n`).join(''));
  return file;
}

async function asked(bench, sides) {
  for (const target of TARGETS) {
    for (const [side, server] of Object.entries(sides)) {
      const page = await server.as('office').get(`/coverage/children?target=${target}&unit=${PROVINCE}&as_of=${YEAR}-12-31`).expect(200);
      if (page.items.length < 120) throw new Error(`${page.items.length} children of the province`);
      const reached = page.items.reduce((sum, one) => sum + one.numerator, 0);
      if (reached === 0) throw new Error(`nobody reached ${target} in the ${side} world`);
    }
  }
  return Object.fromEntries(TARGETS.map((target) => [target, {
    page: questions(bench, `page_${target}`, `/coverage/children?target=${target}&unit=${PROVINCE}`),
    one: questions(bench, `one_${target}`, `/coverage?target=${target}&unit=${COMMUNE}`),
  }]));
}

const worst = (values) => Math.max(...Object.values(values));

// One target in one round, the two sizes in turn.
async function round(bench, sides, files) {
  const block = (server, file) => wrk(server, 'any', file, { seconds: bench.seconds });
  const small = await block(sides.small, files.page), large = await block(sides.large, files.page);
  const one = await block(sides.large, files.one);
  return { small: small.p99, large: large.p99, growth: large.p50 / small.p50, one: one.p50, median: large.p50 };
}

export async function coverage(bench) {
  const sides = { small: await serve(await bench.small()), large: await serve(await bench.large()) };
  const files = await asked(bench, sides), out = { coverage_page_10k: [], coverage_page_1m: [], coverage_growth: [], coverage_one: [] };
  const medians = [];
  for (let i = 0; i < bench.rounds; i++) {
    const got = {};
    for (const target of TARGETS) got[target] = await round(bench, sides, files[target]);
    const over = (key) => worst(Object.fromEntries(TARGETS.map((t) => [t, got[t][key]])));
    out.coverage_page_10k.push(over('small'));
    out.coverage_page_1m.push(over('large'));
    out.coverage_growth.push(over('growth'));
    out.coverage_one.push(over('one'));
    medians.push(TARGETS.map((t) => `${t} ${got[t].median.toFixed(1)}`).join(' '));
  }
  bench.note('coverage_page_1m', `the worse of ${TARGETS.join(' and ')}, one client; medians ${medians.join(', ')} ms`);
  return out;
}
