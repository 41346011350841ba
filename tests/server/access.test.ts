import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { problemAnswer } from '../../lib/api/health-answers';
import { type Server, serve } from '../support/browser';

/* Who is let in, and who is not: requests to the built server that no browser would send. */

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const TOKEN = 'the-token-of-these-tests';

let server: Server;
beforeAll(async () => {
  server = await serve(FIXTURES, ['--token', TOKEN, '--allowed-host', 'salient.example']);
});
afterAll(() => server.stop());

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  url?: string;
}

/** Asks with the path as it is: `fetch` would normalise it. */
function ask(path: string, { method = 'GET', headers = {}, body, url = server.url }: Asked = {}) {
  const { hostname, port } = new URL(url);
  return new Promise<{ status: number; headers: Record<string, string | undefined>; text: string }>(
    (resolve, reject) => {
      const asked = request({ hostname, port, path, method, headers, agent: false }, async (response) => {
        let text = '';
        for await (const chunk of response.setEncoding('utf8')) text += chunk;
        const flat = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
        resolve({ status: response.statusCode ?? 0, headers: Object.fromEntries(flat), text });
      });
      asked.on('error', reject).end(body);
    },
  );
}

const HTML = { Accept: 'text/html,application/xhtml+xml' };
const BEARER = { Authorization: `Bearer ${TOKEN}` };
const FORM = { ...HTML, 'Content-Type': 'application/x-www-form-urlencoded' };
const logIn = (token: string, next = '/') =>
  ask('/login', { method: 'POST', headers: FORM, body: new URLSearchParams({ token, next }).toString() });

/** Every kind of address, and what Next would answer besides. */
const ADDRESSES = [
  '/',
  '/jobs/plain~job/saliency',
  '/jobs/plain~job/samples/0',
  '/nowhere',
  '/api/jobs',
  '/api/jobs/plain~job/samples',
  '/api/jobs/plain~job/images/original/0',
  '/api/openapi.json',
  '/api/health/',
  '/api/healthy',
  '/api/health/../jobs',
  '/api/health%2f..%2fjobs',
  '/API/health',
  '/x/api/health',
  '/metrics',
  '/v1/mindinsight/explainer/explain-jobs',
  '/v1/mindinsight/explainer/image?train_id=./plain/job&path=x&type=original',
  '/_next/static/chunks/main.js',
  '/_next/data/build/index.json',
  '/_next/image?url=%2Ficon.svg&w=64&q=75',
  '/icon.svg',
  '/favicon.ico',
  '/?_rsc=1abcd',
  '/%61pi/jobs',
  '/;/api/health',
];

describe('without a token', () => {
  test.each(ADDRESSES)('%s is not answered to a script', async (path) => {
    const { status, headers, text } = await ask(path);
    expect(status).toBe(401);
    expect(headers).toMatchObject({ 'content-type': 'application/problem+json', 'www-authenticate': 'Bearer' });
    expect(problemAnswer.strict().parse(JSON.parse(text))).toMatchObject({ status: 401, code: 'no-token' });
  });

  test.each(ADDRESSES)('%s shows a browser nothing but the login page', async (path) => {
    const { status, headers, text } = await ask(path, { headers: HTML });
    expect(status).toBe(401);
    if (/^\/(api|v1|_next|metrics)\b/.test(path)) expect(headers['content-type']).toBe('application/problem+json');
    else expect(text).toContain('This server requires a token');
    expect(text).not.toMatch(/hoc_split|_next\/static|GradCAM/);
  });

  test.each<Record<string, string>>([
    { RSC: '1', Accept: '*/*' },
    { RSC: '1', 'Next-Router-Prefetch': '1', ...HTML },
    { 'Next-Router-State-Tree': '%5B%22%22%5D', RSC: '1' },
    { 'x-nextjs-data': '1' },
    { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
    { 'x-middleware-prefetch': '1', Purpose: 'prefetch' },
    { 'x-matched-path': '/api/health', 'x-invoke-path': '/api/health' },
    { 'x-original-url': '/api/health', 'x-rewrite-url': '/api/health' },
    { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'localhost' },
    { Cookie: `salient-1=${TOKEN}` },
    { Authorization: 'Bearer' },
    { Authorization: `Basic ${Buffer.from(`:${TOKEN}`).toString('base64')}` },
  ])('no header leads around: %j', async (headers) => {
    for (const path of ['/', '/api/jobs']) {
      const { status, text } = await ask(path, { headers });
      expect([status, text.includes('plain')]).toEqual([401, false]);
    }
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'PROPFIND'])(
    'no method leads around: %s',
    async (method) => {
      for (const path of ['/', '/api/jobs', '/v1/mindinsight/explainer/explain-jobs']) {
        expect((await ask(path, { method })).status).toBe(401);
      }
    },
  );

  test.each(['//x/api/health', '/\\x/api/health', 'ftp://localhost/api/health', '*', 'api/health'])(
    'what is no address of ours is refused: %s',
    async (path) => {
      expect((await ask(path)).status).toBe(400);
    },
  );

  test('health is open, because monitoring has no token', async () => {
    for (const path of ['/api/health', '/api/health/live', '/api/health/ready']) {
      expect((await ask(path)).status, path).toBe(200);
    }
  });
});

describe('with the token', () => {
  test('in a header, everything is answered', async () => {
    expect((await ask('/api/jobs', { headers: BEARER })).status).toBe(200);
    expect((await ask('/', { headers: { ...BEARER, ...HTML } })).status).toBe(200);
    expect((await ask('/api/jobs', { headers: { Authorization: `bearer ${TOKEN}` } })).status).toBe(200);
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer of-the-proxy', 'Bearer', 'Negotiate x', ''])(
    'it counts whatever Authorization a proxy adds: "%s"',
    async (Authorization) => {
      const headers = { Authorization };
      const page = await ask(`/?token=${TOKEN}`, { headers: { ...headers, ...HTML } });
      expect([page.status, page.headers.location]).toEqual([303, '/']);
      const [Cookie] = (page.headers['set-cookie'] ?? '').split(';');
      for (const path of [
        '/api/jobs',
        '/metrics',
        '/jobs/plain~job/saliency',
        '/v1/mindinsight/explainer/explain-jobs',
      ]) {
        expect((await ask(path, { headers: { ...headers, Cookie } })).status, path).toBe(200);
      }
      expect((await ask(`/api/jobs?token=${TOKEN}`, { headers })).status).toBe(200);
      // Who has none sees the login page, without a complaint about what the proxy sent.
      const stranger = await ask('/', { headers: { ...headers, ...HTML } });
      expect([stranger.status, stranger.text.includes('role="alert"')]).toEqual([401, false]);
      const form = { method: 'POST', headers: { ...headers, ...FORM }, body: `token=${TOKEN}&next=/` };
      expect((await ask('/login', form)).status).toBe(303);
    },
  );

  test('in an address for a program, it is answered at once, by POST too', async () => {
    const body = '{"train_id":"./plain/job","labels":[],"limit":1,"offset":0}';
    const asked = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
    expect((await ask(`/v1/mindinsight/explainer/saliency?token=${TOKEN}`, asked)).status).toBe(200);
  });

  test('in the address of a page, it moves into a cookie', async () => {
    const { status, headers } = await ask(`/jobs/plain~job/saliency?type=TP&token=${TOKEN}&sort=id`, { headers: HTML });
    expect([status, headers.location]).toEqual([303, '/jobs/plain~job/saliency?type=TP&sort=id']);
    const cookie = headers['set-cookie'] ?? '';
    expect(cookie).toMatch(
      new RegExp(`^salient-${new URL(server.url).port}=[\\w-]+; Path=/; .*HttpOnly; SameSite=Lax$`),
    );
    const [Cookie] = cookie.split(';');
    expect((await ask('/api/jobs', { headers: { Cookie } })).status).toBe(200);
    // Opened again from the terminal, the address loses it again.
    const again = await ask(`/?token=${TOKEN}`, { headers: { Cookie, ...HTML } });
    expect([again.status, again.headers.location]).toEqual([303, '/']);
  });

  test('the form leads to the wanted page, also where the whole address is pasted', async () => {
    for (const pasted of [TOKEN, ` ${TOKEN}\n`, `${server.url}/?token=${TOKEN}`]) {
      const { status, headers } = await logIn(pasted, '/jobs/plain~job/saliency?type=TP');
      expect([status, headers.location]).toEqual([303, '/jobs/plain~job/saliency?type=TP']);
      expect(headers['set-cookie']).toContain('HttpOnly');
    }
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/.//evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
  ])('the form never leads to another host: %s', async (next) => {
    const { headers } = await logIn(TOKEN, next);
    expect(new URL(headers.location ?? '', 'http://here').host).toBe('here');
  });

  test('a form that is too long for a login is not read to its end', async () => {
    expect((await ask('/login', { method: 'POST', headers: FORM, body: 'x'.repeat(100_000) })).status).toBe(413);
  });

  test('neither the list of processes nor the log holds it', async () => {
    if (process.platform === 'linux') {
      expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(TOKEN);
    }
    const printed = server
      .output()
      .split('\n')
      .filter((line) => line.includes(TOKEN));
    expect(printed).toEqual([expect.stringMatching(/^Salient shows .* at http:.*\?token=/)]);
  });
});

describe('the Host header', () => {
  test.each(['evil.example', 'localhost.evil.example'])('of a stranger is refused, health too: "%s"', async (Host) => {
    for (const path of ['/', '/api/health']) {
      expect((await ask(path, { headers: { Host, ...BEARER } })).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('of ours is taken', async () => {
    const { port } = new URL(server.url);
    for (const Host of ['localhost', `localhost:${port}`, 'salient.example', '[::1]:1']) {
      expect((await ask('/api/health', { headers: { Host } })).status, Host).toBe(200);
    }
  });
});

/** Statuses of requests with that many different tokens, one after the other. */
async function guess(url: string, times: number, token: (number: number) => string): Promise<number[]> {
  const statuses: number[] = [];
  for (let number = 0; number < times; number++) {
    const headers = { Authorization: `Bearer ${token(number)}` };
    statuses.push((await ask('/api/jobs', { headers, url })).status);
  }
  return statuses;
}

describe('guessing', () => {
  test('a token that cannot be guessed keeps nobody waiting: a thousand wrong ones, and forms', async () => {
    expect(new Set(await guess(server.url, 500, (number) => `guess-${number}`))).toEqual(new Set([401]));
    expect(new Set(await guess(server.url, 480, (number) => `a-guess-of-many-characters-${number}`))).toEqual(
      new Set([401]),
    );
    for (let number = 0; number < 20; number++) expect((await logIn(`guess-${number}`)).status).toBe(401);
    expect((await ask('/api/jobs', { headers: BEARER })).status).toBe(200);
    expect((await ask(`/?token=${TOKEN}`, { headers: HTML })).status).toBe(303);
    expect((await logIn(TOKEN)).status).toBe(303);
  });

  describe('a short token', () => {
    const SHORT = 'short';
    let other: Server;
    beforeEach(async () => {
      other = await serve(FIXTURES, ['--token', SHORT, '--allow-short-token', '--view-token', 'brief']);
    });
    afterEach(() => other.stop());

    test('is not found by many guesses in one request, which keep nobody waiting for longer than ten do', async () => {
      const many = Array.from({ length: 500 }, (_, number) => `token=guess-${number}`).join('&');
      for (const url of [`/api/jobs?${many}&token=${SHORT}`, `/api/jobs?${many}`]) {
        const answer = await ask(url, { url: other.url });
        expect(answer.status).toBe(429);
      }
      const waiting = await ask(`/api/jobs?token=${SHORT}`, { url: other.url });
      expect(waiting.status).toBe(429);
      expect(Number(waiting.headers['retry-after'])).toBeLessThanOrEqual(6);
    });

    test('is not guessed by those who may only read', async () => {
      const page = await ask('/?token=brief', { headers: HTML, url: other.url });
      const [Cookie] = (page.headers['set-cookie'] ?? '').split(';');
      for (let number = 0; number < 11; number++) {
        await ask(`/api/jobs?token=guess-${number}`, { headers: { Cookie }, url: other.url });
      }
      const found = await ask(`/?token=${SHORT}`, { headers: { ...HTML, Cookie }, url: other.url });
      expect(found.headers['set-cookie']).toBeUndefined();
    });

    test('is checked ten times, then wrong ones wait; cookies and long tokens do not', async () => {
      const page = await ask(`/?token=${SHORT}`, { headers: HTML, url: other.url });
      const [Cookie] = (page.headers['set-cookie'] ?? '').split(';');
      expect(await guess(other.url, 12, (number) => `guess-${number}`)).toEqual([...Array(10).fill(401), 429, 429]);

      const waiting = await ask('/api/jobs', { headers: { Authorization: `Bearer ${SHORT}` }, url: other.url });
      expect(waiting.status).toBe(429);
      expect(Number(waiting.headers['retry-after'])).toBeGreaterThan(0);
      expect(problemAnswer.strict().parse(JSON.parse(waiting.text))).toMatchObject({ code: 'too-many-guesses' });
      const login = await ask(`/?token=${SHORT}`, { headers: HTML, url: other.url });
      expect([login.status, /Try again in \d+ seconds/.test(login.text)]).toEqual([429, true]);

      // A script with yesterday's token, and whoever is logged in, do not wait.
      expect(await guess(other.url, 30, () => 'guess-0')).toEqual(Array(30).fill(401));
      expect(await guess(other.url, 5, () => 'a-stale-token-of-a-script')).toEqual(Array(5).fill(401));
      expect((await ask('/api/jobs', { headers: { Cookie }, url: other.url })).status).toBe(200);
      const beside = { Cookie, Authorization: 'Bearer other' };
      expect((await ask('/api/jobs', { headers: beside, url: other.url })).status).toBe(200);
    });
  });
});

describe('what is printed', () => {
  test('without --token a token is made, another at each start', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map(() => serve(FIXTURES, [], { environment: { SALIENT_NO_TOKEN: 'false' } })),
    );
    expect(one.token).toMatch(/^[0-9a-f]{48}$/);
    expect(one.token).not.toBe(two.token);
    const headers = { Authorization: `Bearer ${two.token}` };
    expect((await ask('/api/jobs', { headers, url: two.url })).status).toBe(200);
    expect((await ask('/api/jobs', { headers, url: one.url })).status).toBe(401);
    await Promise.all([one.stop(), two.stop()]);
  });

  test('--no-token lets everybody in, and says so', async () => {
    const open = await serve(FIXTURES, ['--no-token']);
    expect(open.token).toBe('');
    expect(open.output()).toMatch(/--no-token: anyone who can reach http:\S+ has access/);
    expect((await ask('/api/jobs', { url: open.url })).status).toBe(200);
    expect((await ask('/api/jobs', { url: open.url, headers: { Host: 'evil.example' } })).status).toBe(421);
    await open.stop();
  });

  test('SALIENT_TOKEN gives one that stands on no command line; a short one must be allowed', async () => {
    const environment = { SALIENT_NO_TOKEN: 'false', SALIENT_TOKEN: 'short' };
    await expect(serve(FIXTURES, [], { environment })).rejects.toThrow(
      /A token of 5 characters can be guessed; at least 16 are required. --allow-short-token accepts it/,
    );
    const given = await serve(FIXTURES, [], { environment: { ...environment, SALIENT_ALLOW_SHORT_TOKEN: 'true' } });
    expect(given.token).toBe('short');
    expect(given.output()).toContain('A token under 16 characters can be guessed.');
    await given.stop();
  });
});

describe('the cookie', () => {
  test('can have a name that replicas on several ports share', async () => {
    const flags = ['--token', TOKEN, '--cookie-name', 'salient-lab'];
    const [one, two] = await Promise.all([serve(FIXTURES, flags), serve(FIXTURES, flags)]);
    const { headers } = await ask(`/?token=${TOKEN}`, { headers: HTML, url: one.url });
    const [Cookie] = (headers['set-cookie'] ?? '').split(';');
    expect(Cookie).toMatch(/^salient-lab=/);
    for (const { url } of [one, two]) expect((await ask('/api/jobs', { headers: { Cookie }, url })).status).toBe(200);
    expect((await ask('/api/jobs', { headers: { Cookie } })).status).toBe(401);
    await Promise.all([one.stop(), two.stop()]);
  });

  test.each(['https', 'HTTPS', 'https, http'])('is for HTTPS only where a proxy says %s', async (proto) => {
    const headers = { ...HTML, 'X-Forwarded-Proto': proto };
    expect((await ask(`/?token=${TOKEN}`, { headers })).headers['set-cookie']).toMatch(/; SameSite=Lax; Secure$/);
  });
});
