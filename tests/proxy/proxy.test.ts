import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launch, type Server, serve } from '../support/browser';
import { jobLinks, mapsDrawn } from '../support/browser-pages';
import { makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { freePort, type RunningProxy, startJupyter, startNginx } from './proxies';

/* Salient behind real proxies, used in a browser. One build serves all prefixes. */

const TOKEN = 'the-token-of-these-tests';
const JUPYTER_TOKEN = 'the-token-of-jupyter';

let browser: Browser;
let directory: string;
beforeAll(async () => {
  browser = await launch();
  directory = await realpath(await mkdtemp(join(tmpdir(), 'salient-proxy-')));
  await makeShowcase(directory);
});
afterAll(async () => {
  await browser.close();
  await rm(directory, { recursive: true, force: true });
});

/** Navigates through the pages like a user; `home` is the URL of Salient with a trailing slash. */
async function walk(page: Page, home: string): Promise<void> {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    const isElsewhere = !response.url().startsWith(home) && !response.url().startsWith('data:');
    if (isElsewhere || response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`);
  });

  // Without a token, the login page comes first and then leads to the requested page.
  const wanted = `${home}jobs/${SHOWCASE_KEY}/saliency?type=TP`;
  await page.goto(wanted);
  await page.getByLabel('Token').fill(TOKEN);
  complaints.length = 0; // the login page was a 401
  await page.getByRole('button', { name: 'Open' }).click();
  await mapsDrawn(page, 2);
  expect(page.url()).toBe(wanted);

  // Client-side navigation from page to page, and back.
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  await page.getByRole('link', { name: 'Evaluation' }).first().click();
  await page.waitForURL(`${home}jobs/${SHOWCASE_KEY}/evaluation`);
  await page.getByRole('link', { name: /^Salient$/ }).click();
  await jobLinks(page).first().waitFor();
  expect([home, home.slice(0, -1)]).toContain(page.url());
  await jobLinks(page).first().click();
  await mapsDrawn(page, 2);
  await page.goBack();
  await jobLinks(page).first().waitFor();
  expect(await page.evaluate(() => 'isSame' in window)).toBe(true);

  // Deep links to a sample and a stage, and a reload of each.
  for (const address of [`jobs/${SHOWCASE_KEY}/saliency?stage=18&on=1`, `jobs/${SHOWCASE_KEY}/samples/18`]) {
    await page.goto(home + address);
    await mapsDrawn(page, 1);
    await page.reload();
    await mapsDrawn(page, 1);
    expect(page.url()).toBe(home + address);
  }

  // Cookies are limited to the prefix; chosen settings persist.
  await page
    .getByRole('button', { name: 'Language' })
    .or(page.getByRole('button', { name: /中文/ }))
    .first()
    .click();
  await page.waitForFunction(() => document.documentElement.lang === 'zh-Hans');
  const { pathname } = new URL(home);
  const cookies = (await page.context().cookies(home)).filter(({ name }) => name.startsWith('salient-'));
  expect(cookies.map(({ path }) => path)).toEqual(cookies.map(() => pathname));
  expect(cookies.some(({ name, httpOnly }) => /^salient-\d+$/.test(name) && httpOnly)).toBe(true);

  // The API, the pictures and the predecessor's API, by the page's own cookie.
  const statuses = await page.evaluate(
    async ([prefix, key]) => {
      const paths = [
        'api/jobs',
        `api/jobs/${key}/images/thumbnail/0`,
        'v1/mindinsight/explainer/explain-jobs',
        'metrics',
        'api/health',
      ];
      return Promise.all(paths.map(async (path) => (await fetch(prefix + path)).status));
    },
    [pathname, SHOWCASE_KEY],
  );
  expect(statuses).toEqual([200, 200, 200, 200, 200]);
  // A trailing slash redirects to the URL without it.
  await page.goto(`${home}jobs/${SHOWCASE_KEY}/evaluation/`);
  expect(page.url()).toBe(`${home}jobs/${SHOWCASE_KEY}/evaluation`);

  expect(complaints.filter((line) => !/ERR_ABORTED|^30\d /.test(line))).toEqual([]);
}

/** A new browser context. */
async function fresh(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

describe('behind nginx', () => {
  const PREFIX = '/tools/salient';
  let server: Server;
  beforeAll(async () => {
    server = await serve(directory, ['--token', TOKEN, '--base-path', `${PREFIX}/`]);
  });
  afterAll(() => server.stop());

  test.each([
    ['that keeps the prefix', ''],
    ['that takes the prefix off', '/'],
  ])('%s', async (_, tail) => {
    const { port } = new URL(server.url);
    const nginx = await startNginx(`
      location ${PREFIX}/ { proxy_pass http://127.0.0.1:${port}${tail}; proxy_set_header X-Forwarded-Proto $scheme; }
      location / { return 404; }`);
    const page = await fresh();
    await walk(page, `${nginx.url}${PREFIX}/`);
    await page.context().close();
    await nginx.stop();
  });

  test.each(['Basic dXNlcjpwYXNz', 'Bearer of-the-proxy'])(
    'that logs in by itself with "%s"',
    async (authorization) => {
      const nginx = await startNginx(`
      location ${PREFIX}/ { proxy_pass ${server.url.replace(PREFIX, '')}; proxy_set_header Authorization "${authorization}"; }`);
      const page = await fresh();
      await walk(page, `${nginx.url}${PREFIX}/`);
      await page.context().close();
      await nginx.stop();
    },
  );

  test('that hands the name on under which it was asked, which must be allowed', async () => {
    const named = await serve(directory, [
      '--token',
      TOKEN,
      '--base-path',
      PREFIX,
      '--allowed-host',
      'salient.example',
    ]);
    const locations = (port: string) =>
      `location / { proxy_pass http://127.0.0.1:${port}; proxy_set_header Host salient.example; }`;
    for (const [behind, status] of [
      [named, 200],
      [server, 421],
    ] as const) {
      const nginx = await startNginx(locations(new URL(behind.url).port));
      expect((await fetch(`${nginx.url}${PREFIX}/api/health`)).status).toBe(status);
      await nginx.stop();
    }
    await named.stop();
  });
});

describe('through jupyter-server-proxy', () => {
  let jupyter: RunningProxy;
  beforeAll(async () => {
    jupyter = await startJupyter(JUPYTER_TOKEN);
  });
  afterAll(() => jupyter.stop());

  test.each(['proxy', 'proxy/absolute'])('at /user/ann/%s/PORT/', async (place) => {
    const port = await freePort();
    const prefix = `/user/ann/${place}/${port}/`;
    const server = await serve(directory, ['--token', TOKEN, '--port', String(port), '--base-path', prefix]);
    const page = await fresh();
    await page.goto(`${jupyter.url}/user/ann/api/status?token=${JUPYTER_TOKEN}`);
    await walk(page, jupyter.url + prefix);
    await page.context().close();
    await server.stop();
  });
});
