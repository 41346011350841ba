import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, serve } from '../support/browser';
import { parseRaw, sendRaw } from '../support/raw';

/* HTTP as it stands on the wire: what proxies, old clients and strangers send. */

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const TOKEN = 'the-token-of-these-tests';
const PREFIX = '/tools/salient';
const BEARER = `Authorization: Bearer ${TOKEN}`;
const HTML = 'Accept: text/html';

let server: Server;
let prefixed: Server;
beforeAll(async () => {
  server = await serve(FIXTURES, ['--token', TOKEN, '--frame-ancestor', 'https://hub.example']);
  prefixed = await serve(FIXTURES, ['--token', TOKEN, '--base-path', PREFIX]);
});
afterAll(() => Promise.all([server.stop(), prefixed.stop()]));

/** Sends a request line and headers; the connection is to be closed after the answer. */
async function send(line: string, headers: string[] = ['Host: localhost'], { url = server.url, body = '' } = {}) {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  return parseRaw(await sendRaw(url, [line, ...headers, 'Connection: close', ...length, '', body].join('\r\n')));
}

describe('HTTP/1.0 without a Host header', () => {
  test.each(['/api/health', '/api/health/live', '/api/health/ready'])('%s is answered', async (path) => {
    const plain = await send(`GET ${path} HTTP/1.0`, []);
    expect(plain.status).toBe(200);
    expect(plain.body).toMatch(/^\{"(live|status)":/);
    for (const below of [path, PREFIX + path]) {
      expect((await send(`GET ${below} HTTP/1.0`, [], { url: prefixed.url })).status, below).toBe(200);
    }
  });

  test.each(['/', '/api/jobs', '/api/health/../jobs', '/metrics'])('%s is refused with a sentence', async (path) => {
    const { status, headers, body } = await send(`GET ${path} HTTP/1.0`, [BEARER]);
    expect([status, headers.get('content-type')]).toEqual([400, ['text/plain; charset=utf-8']]);
    expect(body).toBe('A request must have a Host header.\n');
  });

  test('with one, everything is answered', async () => {
    expect((await send('GET /api/jobs HTTP/1.0', ['Host: localhost', BEARER])).status).toBe(200);
  });
});

describe('a target in absolute form', () => {
  test.each([
    ['http://localhost:8765/api/health', 200],
    ['http://127.0.0.1/api/health/live', 200],
    ['HTTP://LOCALHOST/api/jobs', 200],
    [`http://localhost/jobs/plain~job/saliency?type=TP`, 200],
    ['http://localhost', 200],
    ['http://evil.example/api/health', 421],
    ['http://localhost@evil.example/api/health', 421],
    ['http://localhost//evil.example', 400],
  ])('%s: %d', async (target, status) => {
    expect((await send(`GET ${target} HTTP/1.1`, ['Host: localhost', BEARER])).status).toBe(status);
  });

  test('names the host instead of the header', async () => {
    expect((await send('GET http://localhost/api/health HTTP/1.1', ['Host: evil.example'])).status).toBe(200);
    expect((await send('GET http://localhost/api/health HTTP/1.0', [])).status).toBe(200);
  });

  test('loses its token, and needs one', async () => {
    const right = await send(`GET http://localhost?token=${TOKEN}&a=1 HTTP/1.1`, ['Host: localhost', HTML]);
    expect([right.status, right.headers.get('location')]).toEqual([303, ['/?a=1']]);
    expect((await send('GET http://localhost/api/jobs HTTP/1.1')).status).toBe(401);
    const line = `GET http://localhost${PREFIX}/jobs?token=${TOKEN} HTTP/1.1`;
    const below = await send(line, ['Host: localhost', HTML], { url: prefixed.url });
    expect([below.status, below.headers.get('location')]).toEqual([303, [`${PREFIX}/jobs`]]);
  });
});

test('two Host headers are refused, equal ones too', async () => {
  for (const other of ['localhost', 'evil.example']) {
    for (const path of ['/', '/api/health']) {
      const { status } = await send(`GET ${path} HTTP/1.1`, ['Host: localhost', `Host: ${other}`, BEARER]);
      expect([other, path, status]).toEqual([other, path, 400]);
    }
  }
});

describe('cookies of other applications', () => {
  const foreign = `a=${'x'.repeat(4_000)}; `.repeat(16);

  test('may have 64 KB together, beside ours and headers of a proxy', async () => {
    const login = await send(`GET /?token=${TOKEN} HTTP/1.1`, ['Host: localhost', HTML]);
    const [session] = (login.headers.get('set-cookie')?.at(-1) ?? '').split(';');
    const proxy = `X-Forwarded-Client-Cert: ${'y'.repeat(8_000)}`;
    for (const cookie of [`${foreign}${session}`, `${session}; ${foreign}`, `b=${'x'.repeat(65_536)}; ${session}`]) {
      const headers = ['Host: localhost', `Cookie: ${cookie}; salient-theme=dark`, proxy];
      expect((await send('GET /api/jobs HTTP/1.1', headers)).status).toBe(200);
      const page = await send('GET / HTTP/1.1', [...headers, HTML]);
      expect([page.status, page.body.includes('data-theme="dark"')]).toEqual([200, true]);
    }
  });

  test('are refused politely where there are more', async () => {
    const answer = await sendRaw(server.url, `GET / HTTP/1.1\r\nHost: localhost\r\nCookie: a=${'x'.repeat(140_000)}`);
    expect(parseRaw(answer).status).toBe(431);
  });
});

describe('a request to change the protocol', () => {
  const upgrade = (protocol: string, ...more: string[]) => [
    'Host: localhost',
    'Connection: Upgrade, HTTP2-Settings',
    `Upgrade: ${protocol}`,
    ...more,
  ];

  test.each([
    ['h2c', '/api/jobs', [BEARER, 'HTTP2-Settings: AAMAAABkAAQAAP__'], 200],
    ['h2c', '/api/jobs', [], 401],
    ['h2c', '/api/health/live', [], 200],
    ['TLS/1.0', '/', [BEARER, HTML], 200],
    ['websocket', '/_next/webpack-hmr', [BEARER, 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='], 404],
    ['websocket', '/_next/webpack-hmr', [], 401],
    ['websocket', '/', ['Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='], 401],
  ])('to %s at %s with %j is answered as HTTP/1.1 and closed', async (protocol, path, more, status) => {
    const lines = [`GET ${path} HTTP/1.1`, ...upgrade(protocol, ...more), '', ''];
    // What is sent behind it belongs to no request.
    const answer = await sendRaw(
      server.url,
      `${lines.join('\r\n')}GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    );
    const { headers, ...rest } = parseRaw(answer);
    expect([rest.status, headers.get('connection'), headers.has('upgrade')]).toEqual([status, ['close'], false]);
    expect(answer.match(/HTTP\/1\.1 \d/g)).toHaveLength(1);
  });

  test('leaves no connection open', { skip: process.platform !== 'linux' }, async () => {
    const descriptors = async () => (await readdir(`/proc/${server.pid}/fd`)).length;
    const { hostname, port } = new URL(server.url);
    const before = await descriptors();
    await Promise.all(
      Array.from({ length: 100 }, (_, number) => {
        const more = number % 2 === 0 ? [BEARER] : [];
        const lines = ['GET /_next/webpack-hmr HTTP/1.1', ...upgrade('websocket', ...more), '', ''];
        return new Promise((resolve, reject) => {
          // A client that never closes its side.
          const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true }, () => {
            socket.write(lines.join('\r\n'));
          });
          socket.resume().on('end', resolve).on('error', reject);
        });
      }),
    );
    await expect.poll(descriptors, { timeout: 20_000 }).toBeLessThanOrEqual(before + 5);
  });
});

describe('requests sent together', () => {
  const REQUEST = 'GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n';

  test('are answered in order while they are few', async () => {
    const answer = await sendRaw(
      server.url,
      `${REQUEST}\r\nGET /login HTTP/1.1\r\nHost: localhost\r\n\r\n${REQUEST}Connection: close\r\n\r\n`,
    );
    expect(answer.match(/\{"live":true\}|<!DOCTYPE html>/g)).toEqual([
      '{"live":true}',
      '<!DOCTYPE html>',
      '{"live":true}',
    ]);
  });

  test('close the connection where they are many', async () => {
    const answer = await sendRaw(server.url, 'GET /login HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1_000)).catch(
      String,
    );
    expect(answer).not.toContain('stays open');
    expect(answer.match(/<!DOCTYPE html>/g)?.length ?? 0).toBeLessThanOrEqual(1);
    expect((await send('GET /api/health/live HTTP/1.1')).status).toBe(200);
  });
});

describe('a Server Action', () => {
  const ACTION = '7f0123456789abcdef0123456789abcdef01234567';
  const multipart = (name: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n\r\n--x--\r\n`;

  test.each([
    ['GET', '/', [`Next-Action: ${ACTION}`], ''],
    ['POST', '/', [`Next-Action: ${ACTION}`, 'Content-Type: text/plain;charset=UTF-8'], '[]'],
    ['POST', '/', ['Next-Action: x'], ''],
    ['POST', '/', ['Next-Action:'], ''],
    ['POST', '/jobs/plain~job/saliency', [`Next-Action: ${ACTION}`], '[]'],
    ['POST', '/', ['Content-Type: multipart/form-data; boundary=x'], multipart(`$ACTION_ID_${ACTION}`)],
    ['POST', '/', ['Content-Type: multipart/form-data; boundary=x'], multipart('$ACTION_REF_1')],
    ['POST', '/', ['Content-Type: multipart/form-data'], multipart('x')],
    ['PUT', '/jobs/plain~job/saliency', [], 'x'],
  ])('%s %s %j is a fault of the client', async (method, path, headers, body) => {
    const before = server.output().length;
    const answer = await send(`${method} ${path} HTTP/1.1`, ['Host: localhost', BEARER, ...headers], { body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(server.output().length).toBe(before);
  });
});

describe('a token in the address', () => {
  const QUERIES = ['token', 'token=', '%74oken', '%74oken=', '%74oken=wrong', 'token=wrong', 'a=1&%74%6f%6b%65%6e=&b'];

  test.each(QUERIES)('?%s never leads to itself', async (query) => {
    const rest = query.startsWith('a=') ? '?a=1&b' : '';
    const anybody = await send(`GET /?${query} HTTP/1.1`, ['Host: localhost', HTML]);
    expect(anybody.status).toBe(401);
    expect(anybody.body).toContain(`name="next" value="/${rest.replace('&', '&#38;')}"`);
    for (const method of ['GET', 'HEAD']) {
      const known = await send(`${method} /?${query} HTTP/1.1`, ['Host: localhost', HTML, BEARER]);
      expect([known.status, known.headers.get('location')]).toEqual([303, [`/${rest}`]]);
    }
  });

  test.each(['token', '%74oken', 'tok%65n'])('?%s= logs in', async (name) => {
    const page = await send(`GET /x?a=%20&${name}=${TOKEN} HTTP/1.1`, ['Host: localhost', HTML]);
    expect([page.status, page.headers.get('location')]).toEqual([303, ['/x?a=%20']]);
    expect(page.headers.get('set-cookie')?.length).toBeGreaterThan(0);
  });

  test('is answered at once for programs, and the API does not see it', async () => {
    for (const path of ['/api/jobs', '/metrics', '/v1/mindinsight/explainer/explain-jobs']) {
      expect((await send(`GET ${path}?%74oken=${TOKEN} HTTP/1.1`)).status, path).toBe(200);
    }
    expect((await send('GET /api/jobs?token=wrong HTTP/1.1', ['Host: localhost', BEARER])).status).toBe(200);
    expect((await send('GET /api/health?token HTTP/1.1')).status).toBe(200);
  });
});

test('what is left of a body that is too long for the compatible API keeps no request waiting', async () => {
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {}); // it is closed while the body is sent
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const body = Buffer.alloc(2_000_000);
  const lines = ['POST /v1/mindinsight/explainer/saliency HTTP/1.1', 'Host: localhost', BEARER];
  socket.write([...lines, `Content-Length: ${body.length}`, '', ''].join('\r\n'));
  socket.write(body);
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 400 /);
  const answered = performance.now();
  socket.resume();
  await closed;
  expect(performance.now() - answered).toBeLessThan(3_000);
});
