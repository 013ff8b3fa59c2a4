import net from 'node:net';
const T='/tmp/w/fuzz/tests';
const { world } = await import(T+'/scenarios/training_world.js');
const w = await world({ accounts: { giang: { person: 'giang' } } });
try {
  const u = new URL(w.url);
  const talk = (text, ms) => new Promise((ok) => { const s = net.connect(u.port, u.hostname, () => s.write(text)); let b=''; s.on('data', (d) => b += d); setTimeout(() => { s.destroy(); ok(b); }, ms); });
  const first = await talk(`GET /feeds/catalogue.ics HTTP/1.1\r\nHost: x\r\n\r\n`, 500);
  const tag = /etag: (.*)\r\n/i.exec(first)[1];
  console.log(JSON.stringify(await talk(`GET /feeds/catalogue.ics HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${tag}\r\n\r\n`, 800)));
  console.log(JSON.stringify(await talk(`HEAD /feeds/catalogue.ics HTTP/1.1\r\nHost: x\r\nIf-None-Match: ${tag}\r\n\r\n`, 800)));
} finally { await w.stop(); }
