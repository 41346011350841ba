import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, serve } from '../support/browser';

/* --token-in-path: whoever keeps no cookie is logged in by the address. */

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const TOKEN = 'the-token-of-these-tests';
const PREFIX = '/tools';

let server: Server;
let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), 'salient-session-path-'));
  const flags = ['--token', TOKEN, '--token-in-path', '--base-path', PREFIX, '--log-level', 'debug'];
  server = await serve(FIXTURES, flags, { environment: { XDG_CACHE_HOME: cache } });
});
afterAll(async () => {
  await server.stop();
  await rm(cache, { recursive: true, force: true });
});

/** Asks as a browser that keeps no cookie and follows no redirect. */
const ask = (path: string, init: RequestInit = {}) =>
  fetch(server.url.replace(PREFIX, '') + path, { redirect: 'manual', headers: { Accept: 'text/html' }, ...init });

test('a page, its scripts and what it asks for need no cookie', async () => {
  const login = await ask(`${PREFIX}/jobs/plain~job/saliency?token=${TOKEN}&type=TP`);
  expect(login.status).toBe(303);
  const page = login.headers.get('location') ?? '';
  expect(page).toMatch(/^\/tools\/t\/[\w-]{43}\/jobs\/plain~job\/saliency\?type=TP$/);
  const home = page.slice(0, page.indexOf('/jobs'));

  const answer = await ask(page);
  const html = await answer.text();
  expect(answer.status).toBe(200);
  const addresses = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, address]) => address);
  expect(addresses.length).toBeGreaterThan(5);
  expect(addresses.filter((address) => !address.startsWith(home))).toEqual([]);
  const script = addresses.find((address) => address.endsWith('.js')) ?? '';
  for (const path of [script, `${home}/api/jobs`, `${home}/metrics`, `${home}/api/jobs/plain~job/images/thumbnail/0`]) {
    expect((await ask(path)).status, path).toBe(200);
  }
  expect(server.output()).not.toContain(home);
});

test('a form leads there, and so does whatever else logs in', async () => {
  const body = new URLSearchParams({ token: TOKEN, next: `${PREFIX}/jobs/plain~job/evaluation` });
  const form = await ask(`${PREFIX}/login`, { method: 'POST', body });
  expect([form.status, form.headers.get('location')]).toEqual([
    303,
    expect.stringMatching(/\/t\/[\w-]+\/jobs\/plain~job\/ev/),
  ]);
  const headers = { Accept: 'text/html', Authorization: `Bearer ${TOKEN}` };
  const stale = await ask(`${PREFIX}/t/${'x'.repeat(43)}/nowhere?a=1`, { headers });
  expect([stale.status, stale.headers.get('location')]).toEqual([303, expect.stringMatching(/\/nowhere\?a=1$/)]);
  expect(stale.headers.get('location')).not.toContain('xxx');
  expect((await ask(`${PREFIX}/api/jobs`, { headers })).status).toBe(200);
});

test('without the session nothing is answered, except health', async () => {
  for (const path of [
    '/',
    '/api/jobs',
    `/t/${'x'.repeat(43)}/`,
    `/t/${'x'.repeat(43)}/api/jobs`,
    '/t/',
    `/t/${TOKEN}/`,
  ]) {
    expect((await ask(PREFIX + path)).status, path).toBe(401);
  }
  expect((await ask(`${PREFIX}/api/health/live`)).status).toBe(200);
  expect((await ask(`${PREFIX}/api/health?token=x`)).status).toBe(200);
});

test('needs a token that was given', async () => {
  const environment = { SALIENT_NO_TOKEN: 'false' };
  await expect(serve(FIXTURES, ['--token-in-path'], { environment })).rejects.toThrow(
    /--token-in-path needs a fixed --token/,
  );
});
