// SPDX-License-Identifier: GPL-3.0-or-later
// A cable between a browser and a server that a test can pull out: whatever runs in the browser is without a network
// then, its service worker too.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

// { url, cut, join, close }: url is the server's as the browser sees it.
export async function cable(server) {
  const { hostname, port } = new URL(server.url);
  const sockets = new Set();
  const listen = async (at) => {
    const line = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const [one, other] of [[near, far], [far, near]]) {
        sockets.add(one);
        one.on('error', () => other.destroy()).on('close', () => { sockets.delete(one); other.destroy(); });
        one.pipe(other);
      }
    });
    line.listen(at, '127.0.0.1');
    await once(line, 'listening');
    return line;
  };
  let line = await listen(0);
  const mine = line.address().port;
  const cut = async () => {
    if (line === null) return;
    line.close();
    line = null;
    for (const socket of sockets) socket.destroy();
  };
  return { url: `http://127.0.0.1:${mine}`, cut, close: cut, async join() { line ??= await listen(mine); } };
}
