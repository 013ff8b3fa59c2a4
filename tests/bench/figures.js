// SPDX-License-Identifier: GPL-3.0-or-later
// What is measured and what it has to reach; medians and ranges of the rounds, the table, the list.

// name, unit, whether more or less is better, what to reach, compared with what.
const least = (name, unit, target, says) => ({ name, unit, target, says, good: (v) => v >= target, sign: '≥' });
const most = (name, unit, target, says) => ({ name, unit, target, says, good: (v) => v <= target, sign: '≤' });

export const FIGURES = [
  least('person_get', 'ratio', 0.50, 'one person over HTTP, rights checked : pgbench with the same statements'),
  least('page_50', 'ratio', 0.65, 'a page of 50 residents over HTTP : pgbench with the same statements'),
  least('roster_put_bare', 'ratio', 0.85, '40 changing marks, durable, counters and history off : pgbench, the bare upsert'),
  least('roster_put_full', 'ratio', 0.60, 'the same with counters, history, everything on : the bare upsert'),
  least('roster_audit', 'ratio', 0.90, 'the same with the record of who did it : without'),
  least('roster_repeat', 'ratio', 1.80, 'the roster that stands already, nothing written : the changing one'),
  most('rls_cost', 'ratio', 1.10, "instructions of the database's process for a request's statements with row-level security : without, of the dearest of the hot routes"),
  most('coverage_page_10k', 'ms', 5, 'p99 of 120 communes on a random day of the year, 10 thousand people'),
  most('coverage_page_1m', 'ms', 5, 'the same with 1 million people'),
  most('coverage_growth', 'ratio', 1.20, 'median with 1 million people : with 10 thousand'),
  most('coverage_one', 'ms', 0.3, 'median of one commune on a random day, 1 million people'),
  most('feed_1000', 'ms', 1, "hocvud's CPU for a feed of 1,000 events"),
  most('feed_304', 'us', 30, "hocvud's CPU for the same feed unchanged"),
  most('sign_in_flood', 'ratio', 2, 'p99 of one person over HTTP while 200 strangers sign in at once : without them'),
  least('import_1m', 'ratio', 0.50, 'rows/s of 1 million people checked, encrypted, merged : COPY of the same rows into the same indexes'),
  most('import_again', 's', 1.5, 'the same million again, unchanged'),
  most('list_preview_50k', 'ratio', 20, 'processor time of server and database while a workbook of 50,000 people is read and looked up : a scan of its ZIP and XML'),
  most('list_preview_mib', 'MiB', 64, 'memory more than before while it is, of the server and its processes'),
  most('list_take_50k', 'ratio', 8, 'processor time of taking it in : the same rows put into the same indexes by one INSERT a table'),
  most('list_undo_50k', 'ratio', 8, 'processor time of taking it back : those INSERTs'),
  most('export_50k', 'ratio', 4, 'processor time of server and database while these people are written out as a workbook : libxlsxwriter writing those cells'),
  most('rss_idle', 'MiB', 12, 'hocvud serve after its start'),
  most('rss_512', 'MiB', 24, 'the same after use, 512 connections open'),
  least('web_performance', 'of 100', 95, "Lighthouse's mark for the first visit of a phone"),
  most('web_lcp', 'ms', 2000, 'largest paint of that visit'),
  most('web_tbt', 'ms', 100, 'how long that visit could not be pressed'),
  most('start', 'ms', 200, 'from exec to the first good answer of /readyz, database up'),
];
export const NAMES = FIGURES.map((f) => f.name);

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b), half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

const rounded = (n) => Number(n.toPrecision(4));

// A figure and the values of its rounds; without values it was not measured, or could not be.
function judged(figure, rounds) {
  const { name, unit, target } = figure;
  if (!rounds?.length) return { name, value: null, unit, low: null, high: null, target, met: false };
  const value = rounded(median(rounds));
  return { name, value, unit, low: rounded(Math.min(...rounds)), high: rounded(Math.max(...rounds)), target, met: figure.good(value) };
}

// measured: { name: [a value a round] }.
export const list = (measured) => FIGURES.map((f) => judged(f, measured[f.name]));

function line(figure, row, notes) {
  const range = row.value === null ? '' : `${row.low} .. ${row.high}`;
  const unit = figure.unit === 'ratio' ? '' : ` ${figure.unit}`;
  return `| ${row.name} | ${row.value === null ? 'not measured' : `${row.value}${unit}`} | ${range} | ${figure.sign} ${row.target}${unit} | ${
    row.value === null ? '' : row.met ? 'yes' : '**no**'} | ${figure.says}${notes?.length ? `. ${notes.join('; ')}` : ''} |`;
}

// The table people read (Markdown), of the rows asked for.
export function table(rows, asked, notes) {
  return ['| figure | median | range | reach | met | what |', '|---|---|---|---|---|---|',
    ...FIGURES.flatMap((f, i) => asked.includes(f.name) ? [line(f, rows[i], notes[f.name])] : [])].join('\n');
}
