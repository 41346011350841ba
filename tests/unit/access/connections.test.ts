import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { limitedServer } from '../../../bin/connections.js';

/** A server with these limits, and a function that opens a connection to it. */
async function listening(limits?: Parameters<typeof limitedServer>[0]) {
  const { server, protect } = limitedServer(limits);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { server, protect, open: () => connect(port, '127.0.0.1').on('error', () => {}) };
}

test('headers of a request have fifteen seconds, and a server a limit of connections', async () => {
  const { server } = await listening();
  expect(server.headersTimeout).toBe(15_000);
  expect(server.maxConnections).toBe(4_096);
});

test.each(['', 'GET / HTTP/1.1\r\nCookie: a='])('a connection that stays at %j is closed', async (text) => {
  const { open } = await listening({ headersMs: 20, lookMs: 10 });
  const socket = open();
  socket.write(text);
  await once(socket.resume(), 'close');
});

test('a connection above the limit is closed, and one that has ended leaves its place', async () => {
  const { server, open } = await listening({ most: 1 });
  const accepted = once(server, 'connection');
  const first = open();
  const [itsOtherEnd] = await accepted;
  await once(open().resume(), 'close');
  const left = once(itsOtherEnd, 'close');
  first.destroy();
  await left;
  const again = once(server, 'connection');
  open();
  await again;
});

/** A server that keeps at most two connections unprotected, and what its clients and it do. */
async function keepingTwo() {
  const { server, protect, open } = await listening({ mostUnprotected: 2 });
  const opened = async () => {
    const accepted = once(server, 'connection');
    const socket = open();
    await accepted;
    return socket;
  };
  const asked = async () => {
    const socket = await opened();
    const request = once(server, 'request');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [, response]: ServerResponse[] = await request;
    return { socket, response };
  };
  return { protect, opened, asked };
}

test('the oldest connection without a request in progress gives way to a new one', async () => {
  const { protect, opened, asked } = await keepingTwo();
  const busy = await asked();
  protect(busy.response);
  const answered = await asked();
  protect(answered.response);
  const silent = await opened();
  answered.response.end();
  await once(answered.socket, 'data');
  const silentIsClosed = once(silent.resume(), 'close');
  const young = await opened();
  await silentIsClosed;
  const answeredIsClosed = once(answered.socket.resume(), 'close');
  await opened();
  await answeredIsClosed;
  busy.response.end('late');
  expect(String(await once(busy.socket, 'data'))).toContain('late');
  expect(young.destroyed).toBe(false);
});

test('so does one whose request was not admitted, though its answer is not read', async () => {
  const { opened, asked } = await keepingTwo();
  const stranger = await asked();
  stranger.response.write('x'.repeat(64));
  const isClosed = once(stranger.socket.resume(), 'close');
  await opened();
  await opened();
  await isClosed;
});
