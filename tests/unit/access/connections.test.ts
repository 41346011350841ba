import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { limitedServer } from '../../../bin/connections.js';

/** A server with these limits, and a function that opens a connection to it. */
async function listening(limits?: Parameters<typeof limitedServer>[0]) {
  const server = limitedServer(limits).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { server, open: () => connect(port, '127.0.0.1').on('error', () => {}) };
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

test('the oldest connection without a request in progress gives way to a new one', async () => {
  const { server, open } = await listening({ mostWithoutRequest: 2 });
  const responses: ServerResponse[] = [];
  server.on('request', (_, response) => responses.push(response));
  const opened = async () => {
    const accepted = once(server, 'connection');
    const socket = open();
    await accepted;
    return socket;
  };
  const ask = async (socket: Socket) => {
    const asked = once(server, 'request');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await asked;
  };
  const busy = await opened();
  await ask(busy);
  const answered = await opened();
  await ask(answered);
  const silent = await opened();
  responses[1]?.end();
  await once(answered, 'data');
  const silentIsClosed = once(silent.resume(), 'close');
  const young = await opened();
  await silentIsClosed;
  const answeredIsClosed = once(answered.resume(), 'close');
  await opened();
  await answeredIsClosed;
  responses[0]?.end('late');
  expect(String(await once(busy, 'data'))).toContain('late');
  expect(young.destroyed).toBe(false);
});
