import { gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The amount of JavaScript that a browser has to load before a page is interactive. */

const test = testsOf(makeShowcase);
const KILOBYTE = 1000;

interface Weight {
  scripts: number;
  /** Total size of all scripts, each compressed separately, as sent. */
  gzipKilobytes: number;
}

/** The scripts in the HTML of a page, except those for browsers without module support, which no supported browser loads. */
async function weigh(origin: string, address: string): Promise<Weight> {
  const html = await (await fetch(origin + address)).text();
  const tags = (html.match(/<script\b[^>]*\ssrc="[^"]+"[^>]*>/g) ?? []).filter((tag) => !/\snomodule/i.test(tag));
  const sources = new Set(tags.map((tag) => /\ssrc="([^"]+)"/.exec(tag)?.[1] ?? ''));
  const sizes = await Promise.all(
    [...sources].map(async (source) => {
      const script = await fetch(new URL(source, origin));
      expect(script.status).toBe(200);
      return gzipSync(Buffer.from(await script.arrayBuffer())).length;
    }),
  );
  return { scripts: sizes.length, gzipKilobytes: sizes.reduce((sum, size) => sum + size, 0) / KILOBYTE };
}

describe('first-load JavaScript, gzip', () => {
  test.for([
    { view: 'the list', address: '/', limit: 250 },
    { view: 'the saliency maps', address: `/jobs/${SHOWCASE_KEY}/saliency`, limit: 280 },
    { view: 'the scores', address: `/jobs/${SHOWCASE_KEY}/evaluation`, limit: 290 },
    { view: 'the confusion', address: `/jobs/${SHOWCASE_KEY}/confusion`, limit: 290 },
    { view: 'the explainers', address: `/jobs/${SHOWCASE_KEY}/insight/explainers`, limit: 300 },
    { view: 'the agreement', address: `/jobs/${SHOWCASE_KEY}/insight/agreement`, limit: 300 },
    { view: 'the mean maps', address: `/jobs/${SHOWCASE_KEY}/insight/classes`, limit: 300 },
    { view: 'the triage', address: `/jobs/${SHOWCASE_KEY}/insight/triage`, limit: 300 },
    { view: 'the comparison', address: `/compare?a=${SHOWCASE_KEY}&b=${SHOWCASE_KEY}`, limit: 300 },
    { view: 'the shortcuts', address: `/jobs/${SHOWCASE_KEY}/insight/shortcuts`, limit: 300 },
  ])('of $view is at most $limit kB', async ({ view, address, limit }, { salient }) => {
    const { scripts, gzipKilobytes } = await weigh(salient.url, address);
    process.stdout.write(`First-load JavaScript of ${view}: ${gzipKilobytes.toFixed(1)} kB in ${scripts} files\n`);
    expect(scripts).toBeGreaterThan(3);
    expect(gzipKilobytes).toBeLessThanOrEqual(limit);
  });

  test('is all that the browser loads', async ({ visit, salient }) => {
    const loaded = new Set<string>();
    const page = await visit('/nowhere', { expected: [/404 \(Not Found\)/] });
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') loaded.add(response.url());
    });
    await page.goto(`/jobs/${SHOWCASE_KEY}/saliency`, { waitUntil: 'networkidle' });
    const { scripts } = await weigh(salient.url, `/jobs/${SHOWCASE_KEY}/saliency`);
    expect(loaded.size).toBeLessThanOrEqual(scripts);
  });
});
