import http from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
const T='/tmp/w/fuzz/tests';
const { world, classWith } = await import(T+'/scenarios/training_world.js');
const w = await world({ accounts: { giang: { person: 'giang' } } });
const cpu = (pid) => readdirSync(`/proc/${pid}/task`).reduce((n, t) => { try { return n + Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`,'utf8').split(' ')[0]); } catch { return n; } }, 0);
const day = (n) => new Date(Date.now() + n*86400000).toISOString().slice(0,10);
try {
  const c = await classWith(w, { title: 'Lớp nghìn buổi học về kỹ năng số', state: 'open', sessions: [{ date: day(10), start: '06:30', periods: 4, venue: 'Hội trường tầng 2, UBND phường Bạch Sam', trainer: w.person('lan') }] });
  const srv = w.server?.() ?? null;
  const data = w.data, pid = w.pid;
  w.sql('owner', `INSERT INTO session (class_id, number, date, starts, ends, periods, venue) SELECT ${c.id}, 1+n, current_date - 300 + n/2, '08:00', '11:00', 4, 'Hội trường tầng 2, UBND phường Bạch Sam' FROM generate_series(1, 999) n`);
  w.sql('owner', 'ANALYZE');
  const f = await w.as('hoa').post('/feeds', { what: 'class', class: c.id }).expect(201);
  const g = await w.as('hoa').post('/feeds', { what: 'unit', unit: w.unit('my-hao') }).expect(201);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = (path, headers = {}, method = 'GET') => new Promise((ok, no) => http.request(w.url + path, { agent, headers, method }, (r) => { let n = 0; r.on('data', (b) => { n += b.length; }); r.on('end', () => ok({ status: r.statusCode, bytes: n, etag: r.headers.etag })); }).on('error', no).end());
  const pm = Number(readFileSync(`${data}/pg/postmaster.pid`,'utf8').split('\n')[0]);
  const backends = () => readdirSync('/proc').filter((p) => /^\d+$/.test(p)).filter((p) => { try { return readFileSync(`/proc/${p}/stat`,'utf8').split(') ')[1].split(' ')[1] === String(pm) && readFileSync(`/proc/${p}/cmdline`,'utf8').includes('hocvu_app'); } catch { return false; } });
  const pgcpu = () => backends().reduce((n, p) => n + cpu(p), 0);
  const measure = async (name, path, headers, n) => {
    for (let i = 0; i < 50; i++) await get(path, headers);
    const rows = [];
    for (let round = 0; round < 5; round++) {
      const a = cpu(pid), b = pgcpu(), t = process.hrtime.bigint();
      let last;
      for (let i = 0; i < n; i++) last = await get(path, headers);
      rows.push([(cpu(pid) - a) / n / 1e3, (pgcpu() - b) / n / 1e3, Number(process.hrtime.bigint() - t) / n / 1e3, last.status, last.bytes]);
    }
    rows.sort((x, y) => x[0] + x[1] - y[0] - y[1]);
    const m = rows[2], sum = (r) => (r[0] + r[1]).toFixed(0);
    console.log(`${name.padEnd(16)} server ${m[0].toFixed(0)} us, postgres ${m[1].toFixed(0)} us, together ${sum(m)} (${sum(rows[0])}-${sum(rows[4])}); wall ${m[2].toFixed(0)} us; ${m[3]} ${m[4]} bytes`);
  };
  const path = new URL(f.url).pathname, sub = new URL(g.url).pathname;
  const tag = (await get(path)).etag, tag2 = (await get(sub)).etag;
  const N = Number(process.env.N ?? 200);
  if (process.env.HOLD) { console.log('pid', pid, 'pg', backends().join(' '), 'pm', pm, path, w.url, data); const end = Date.now() + Number(process.env.HOLD) * 1000; while (Date.now() < end) await get(path, process.env.TAG ? { 'If-None-Match': tag } : {}); }
  else for (let k = 0; k < Number(process.env.ROUNDS ?? 1); k++) {
    await measure('feed 1000', path, {}, N);
    await measure('feed 304', path, { 'If-None-Match': tag }, N);
    await measure('unit feed 200', sub, {}, N);
    await measure('unit feed 304', sub, { 'If-None-Match': tag2 }, N);
    await measure('healthz', '/healthz', {}, N);
    await measure('readyz', '/readyz', {}, N);
    await measure('openapi 304?', '/api/v1/openapi.json', {}, N);
    await measure('me', '/api/v1/me', { Authorization: `Bearer ${w.token('lan')}` }, N);
    await measure('unit get', `/api/v1/units/${w.unit('my-hao')}`, { Authorization: `Bearer ${w.token('lan')}` }, N);
  }
} finally { await w.stop(); }
