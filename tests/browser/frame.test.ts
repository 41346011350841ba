import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* Salient in a frame of another page: a notebook of the same host, and a portal of another site. */

const TOKEN = 'the-token-of-these-tests';
const ADDRESS = `/jobs/${SHOWCASE_KEY}/saliency`;
const EXPECTED = [/401 \(Unauthorized\)/, /frame-ancestors/, /chrome-error/, /Blocked autofocusing/];

// "localhost" and 127.0.0.1 are different sites.
const allowing = testsOf(makeShowcase, ['--token', TOKEN, '--frame-ancestor', 'http://localhost:*']);
const cache = mkdtempSync(join(tmpdir(), 'salient-frame-'));
const inPath = testsOf(
  makeShowcase,
  ['--token', TOKEN, '--token-in-path', '--frame-ancestor', 'http://localhost:*', '--host', '0.0.0.0'],
  { environment: { XDG_CACHE_HOME: cache } },
);
const strict = testsOf(makeShowcase, ['--token', TOKEN]);

/** A page of another origin that shows the URL after its question mark in a frame, as high as its path says. */
let portal: Server;
let port = 0;
beforeAll(async () => {
  portal = createServer(({ url = '' }, response) => {
    const [path, frame] = url.split('?');
    response.setHeader('Content-Type', 'text/html');
    const size = `width="1200" height="${path.slice(1)}"`;
    response.end(`<!DOCTYPE html><title>Portal</title><iframe ${size} src="${decodeURIComponent(frame)}"></iframe>`);
  });
  await new Promise<void>((resolve) => portal.listen(0, '127.0.0.1', resolve));
  const address = portal.address();
  if (typeof address === 'object' && address) port = address.port;
});
afterAll(async () => {
  await new Promise((resolve) => portal.close(resolve));
  rmSync(cache, { recursive: true, force: true });
});

/** An address of this machine other than its loopback address: over plain HTTP, browsers store no cookies for it in frames. */
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

const portalOf = (host: string, frame: string, height = 800) =>
  `http://${host}:${port}/${height}?${encodeURIComponent(frame)}`;

describe('a page of an allowed site', () => {
  allowing(
    'shows Salient; the token in the URL logs the frame in, also for links and reloads',
    async ({ visit, salient }) => {
      const page = await visit(portalOf('localhost', `${salient.url}${ADDRESS}?token=${TOKEN}`), {
        javaScriptEnabled: true,
      });
      const frame = page.frameLocator('iframe');
      await frame.getByRole('link', { name: 'Evaluation' }).first().click();
      await frame.getByRole('heading', { level: 1 }).first().waitFor();
      const inner = page.frames().find((one) => one.url().startsWith(salient.url));
      await inner?.waitForURL(/\/evaluation/);
      expect(inner?.url()).not.toContain(TOKEN);
      await inner?.goto(salient.url + ADDRESS);
      await frame.getByRole('link', { name: 'Evaluation' }).first().waitFor();
      // Pictures are sent with the cookie, too.
      await expect
        .poll(() => inner?.evaluate(() => [...document.images].filter((image) => image.naturalWidth > 0).length))
        .toBeGreaterThan(0);
    },
  );

  allowing('shows the login page, whose form works there', async ({ visit, salient }) => {
    const page = await visit(portalOf('localhost', salient.url + ADDRESS), { expected: EXPECTED });
    const frame = page.frameLocator('iframe');
    await frame.getByLabel('Token').fill(TOKEN);
    await frame.getByRole('button', { name: 'Open' }).click();
    await frame.getByRole('link', { name: 'Evaluation' }).first().waitFor();
  });
});

describe('the compact bar of a low frame', () => {
  allowing.for([300, 600])('of %i pixels: maps come first, and links keep it', async (height, { visit, salient }) => {
    const page = await visit(portalOf('localhost', `${salient.url}${ADDRESS}?token=${TOKEN}&bar=slim`, height));
    const inner = page.frames().find((one) => one.url().startsWith(salient.url));
    const map = inner?.locator('canvas[data-state=ready]').first();
    const box = await map?.evaluate((canvas) => canvas.getBoundingClientRect().toJSON());
    expect(box.bottom).toBeLessThanOrEqual(height);
    expect(box.height).toBeGreaterThan(90);
    // A link that is followed by Next, and one that the browser follows, as before a page is awake.
    await inner?.getByRole('link', { name: 'Evaluation' }).first().click();
    await inner?.waitForURL(/\/evaluation\?bar=slim$/);
    await inner?.evaluate((address) => location.assign(address), `${ADDRESS}?type=TP`);
    await inner?.waitForURL(/\/saliency\?type=TP&bar=slim$/);
    await inner?.locator('html[data-bar=slim]').waitFor();
  });
});

describe.skipIf(outside === undefined)('where browsers keep no cookie', () => {
  const addressOf = (url: string) => `http://${outside}:${new URL(url).port}${ADDRESS}`;

  inPath('the session in the path logs the frame in, for links, pictures and reloads', async ({ visit, salient }) => {
    const page = await visit(portalOf('localhost', addressOf(salient.url)), { expected: EXPECTED });
    const frame = page.frameLocator('iframe');
    await frame.getByLabel('Token').fill(TOKEN);
    await frame.getByRole('button', { name: 'Open' }).click();
    await frame.getByRole('link', { name: 'Evaluation' }).first().waitFor();
    const inner = page.frames().find((one) => one.url().includes(ADDRESS));
    expect(inner?.url()).toContain('/t/');
    await expect
      .poll(() => inner?.evaluate(() => [...document.images].filter((image) => image.naturalWidth > 0).length))
      .toBeGreaterThan(0);
    await frame.getByRole('link', { name: 'Evaluation' }).first().click();
    await inner?.waitForURL(/\/t\/[\w-]+\/jobs\/.*\/evaluation/);
    await inner?.goto(inner.url());
    await frame.getByRole('link', { name: 'Saliency' }).first().waitFor();
  });
});

describe('a page of another site', () => {
  strict.for(['localhost', '127.0.0.1'])('of %s shows nothing', async (host, { visit, salient }) => {
    const page = await visit(portalOf(host, `${salient.url}/?token=${TOKEN}`), { expected: EXPECTED });
    await expect.poll(() => page.frames().map((one) => one.url())).toContain('chrome-error://chromewebdata/');
  });

  strict('but a page of the same origin does', async ({ visit, salient }) => {
    const page = await visit(`/?token=${TOKEN}`);
    await page.evaluate((address) => {
      const frame = document.createElement('iframe');
      frame.src = address;
      document.body.append(frame);
    }, salient.url + ADDRESS);
    await page.frameLocator('iframe').getByRole('link', { name: 'Evaluation' }).first().waitFor();
  });
});
