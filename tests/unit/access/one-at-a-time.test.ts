import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { MOST_WAITING, oneAtATime } from '../../../bin/one-at-a-time.js';
import { until } from '../../support/until';

/** A server that leaves its requests to the test, and a connection to it. */
async function connection() {
  const asked: string[] = [];
  const responses: ServerResponse[] = [];
  const server = createServer();
  let parsed = 0;
  server.on('request', () => {
    parsed += 1;
  });
  server.on(
    'request',
    oneAtATime((request, response) => {
      asked.push(request.url ?? '');
      responses.push(response);
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.on('error', () => {});
  socket.on('data', (data) => {
    received += data;
  });
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  return {
    asked,
    responses,
    parsed: () => parsed,
    received: () => received,
    socket,
    send: (...paths: string[]) =>
      socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`).join('')),
  };
}

const paths = (count: number) => Array.from({ length: count }, (_, number) => `/${number}`);

test('a request waits until the earlier ones of its connection are answered', async () => {
  const { asked, responses, parsed, received, send } = await connection();
  const all = paths(MOST_WAITING + 1);
  send(...all);
  await until(() => parsed() === all.length);
  for (const [number] of all.entries()) {
    await until(() => asked.length === number + 1);
    expect(asked).toEqual(all.slice(0, number + 1));
    responses[number]?.end(`answer ${number};`);
  }
  await until(() => received().includes(`answer ${MOST_WAITING};`));
  expect(received().match(/answer \d+/g)).toEqual(all.map((_, number) => `answer ${number}`));
  send('/later');
  await until(() => asked.at(-1) === '/later');
});

test('a connection on which more wait is closed, and none of them is begun', async () => {
  const { asked, socket, send } = await connection();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  send(...paths(3_000));
  await closed;
  expect(asked).toEqual(['/0']);
});

test('nothing is begun behind an answer that closes the connection', async () => {
  const { asked, responses, socket, parsed, send } = await connection();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  send('/0', '/1');
  await until(() => parsed() === 2);
  responses[0]?.setHeader('Connection', 'close').end();
  await closed;
  expect(asked).toEqual(['/0']);
});
