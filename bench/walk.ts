/*
 * Half an hour of walking through a job in fast time, in a real Chromium: page after page that was not seen before, other views, the
 * way back. Measures how much the memory of the page grows in the second half, and how many requests a step makes. Wants
 * `npm run build` first.
 *
 *     npm run bench:walk -- --steps 600
 */
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CDPSession } from 'playwright-core';
import { launch, serve } from '../tests/support/browser';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { newPage } from './frames';
import { benchPath } from './generate';
import { median, option, percentile, printGoals } from './measure';

/** A person takes a step in about three seconds. */
const steps = option('steps', 600);
const SAMPLES = 5_000;
const MEASURED = 30;
const DATA = '_explain_1763800000';
const PICTURES = 10;

/** The first of the demo's pictures of one kind, by path. */
function picturesOf(kind: string): string[] {
  const photos = fileURLToPath(new URL('../demo/photos', import.meta.url));
  const found = readdirSync(photos, { recursive: true, encoding: 'utf8' });
  return found
    .filter((path) => dirname(path).endsWith(kind))
    .sort()
    .slice(0, PICTURES)
    .map((path) => join(photos, path));
}

/** A job of many samples that share a few pictures. */
function makeJob(): string {
  const base = benchPath('walk');
  rmSync(base, { recursive: true, force: true });
  mkdirSync(`${base}/job/${DATA}`, { recursive: true });
  for (const [index, from] of picturesOf('origin_images/0').entries()) cpSync(from, `${base}/job/${DATA}/${index}.jpg`);
  for (const [index, from] of picturesOf('heatmap/Gradient/0').entries())
    cpSync(from, `${base}/job/${DATA}/${index}.png`);
  const events = Array.from({ length: SAMPLES }, (_, id): EventInput[] => [
    { sampleId: id, imagePath: `${DATA}/${id % PICTURES}.jpg` },
    { sampleId: id, truth: [0], inference: { truthProb: [id / SAMPLES], predictedLabel: [1], predictedProb: [0.9] } },
    { sampleId: id, explanations: [{ explainer: 'Gradient', label: 0, path: `${DATA}/${id % PICTURES}.png` }] },
  ]).flat();
  const metadata = { labels: ['cat', 'dog'], explainers: ['Gradient'], metrics: [] };
  writeFileSync(`${base}/job/events.summary.1763800000._explain`, eventFile([{ metadata }, ...events]));
  return base;
}

async function heapMb(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return usedSize / 2 ** 20;
}

const server = await serve(makeJob(), ['--reload-interval', '3']);
const browser = await launch();
const page = await newPage(browser, { width: 1440, height: 900 });
const session = await page.context().newCDPSession(page);
let requests = 0;
let failed = 0;
page.on('request', () => {
  requests++;
});
page.on('response', (response) => {
  if (response.status() >= 400) failed++;
});
await page.goto(`${server.url}/jobs/job/saliency`);
await page.locator('[data-sample] canvas').first().waitFor();

const heaps: number[] = [];
const perStep: number[] = [];
const tab = (view: string) => page.locator(`a[href*="/jobs/job/${view}"]`).first().click();
for (let step = 0; step < steps; step++) {
  const before = requests;
  if (step % 20 === 17) await tab('confusion');
  else if (step % 20 === 18) await tab('saliency');
  else await page.keyboard.press('n');
  if (step % 20 !== 17) await page.locator('[data-sample] canvas').first().waitFor();
  await page.waitForTimeout(50);
  perStep.push(requests - before);
  if (step % Math.floor(steps / MEASURED) === 0) heaps.push(await heapMb(session));
}
await browser.close();
await server.stop();

const half = Math.floor(heaps.length / 2);
const growth = (part: readonly number[]) => median(part.slice(-3)) / median(part.slice(0, 3)) - 1;
const kept = printGoals(`walk of ${steps} steps`, [
  { what: 'memory of the page at the end', value: heaps.at(-1) ?? 0, unit: 'MB' },
  { what: 'growth in the first half', value: 100 * growth(heaps.slice(0, half)), unit: '%' },
  { what: 'growth in the second half', value: 100 * growth(heaps.slice(half)), unit: '%', goal: 5 },
  { what: 'requests a step (95 of 100)', value: percentile(perStep, 95), unit: '', goal: 40 },
  { what: 'answers that were errors', value: failed, unit: '', goal: 0 },
]);
process.exitCode = kept ? 0 : 1;
