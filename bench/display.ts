/*
 * Frame times while a display slider is dragged: 60 maps of 224 × 224 on the page, dragged for two seconds by a fixed script in a real
 * Chromium, for each contrast, with and without contours, with one scale per map and one per explainer.
 *
 *     npm run build && npm run bench:display
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { CONTRASTS, SCALES } from '../lib/image/display';
import { launch, serve } from '../tests/support/browser';
import { eventFile } from '../tests/support/event-writer';
import { random } from '../tests/support/random';
import { framesDuring, newPage } from './frames';
import { percentile, printGoals, printTable } from './measure';

const SAMPLES = 12;
const EXPLAINERS = ['Gradient', 'IntegratedGradients', 'GradCAM', 'Occlusion', 'RISE'];
const SIGNED = EXPLAINERS.slice(0, 2);
const SIDE = 224;
const STEPS = 120;
const DATA = '_explain_1700000000';

/** Heavy-tailed noise, like gradients, for the first two explainers; a few smooth blobs for the others. */
function levelsOf(sample: number, explainer: number): Uint8Array {
  const next = random(sample * 10 + explainer + 1);
  if (explainer < 2) return Uint8Array.from({ length: SIDE * SIDE }, () => Math.floor(255 * next() ** 8));
  const blobs = Array.from({ length: 3 }, () => ({ x: next() * SIDE, y: next() * SIDE, r: 20 + next() * 60 }));
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [i % SIDE, Math.floor(i / SIDE)];
    const heat = blobs.map((blob) => Math.exp(-((x - blob.x) ** 2 + (y - blob.y) ** 2) / (2 * blob.r ** 2)));
    return Math.round(255 * Math.max(...heat));
  });
}

async function makeJob(directory: string): Promise<void> {
  const write = (path: string, content: Uint8Array) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  };
  const grey = (levels: Uint8Array) => sharp(levels, { raw: { width: SIDE, height: SIDE, channels: 1 } });
  const ids = [...Array(SAMPLES).keys()];
  for (const id of ids) {
    write(`${DATA}/origin_images/0/${id}.jpg`, await grey(levelsOf(id, 3)).toColourspace('srgb').jpeg().toBuffer());
    for (const [explainer, name] of EXPLAINERS.entries())
      write(
        `${DATA}/heatmap/${name}/0/${id}_0.jpg`,
        await grey(levelsOf(id, explainer)).jpeg({ quality: 90 }).toBuffer(),
      );
  }
  const events = ids.flatMap((sampleId) => [
    { sampleId, imagePath: `${DATA}/origin_images/0/${sampleId}.jpg` },
    { sampleId, truth: [0], inference: { truthProb: [0.9], predictedLabel: [0], predictedProb: [0.9] } },
    {
      sampleId,
      explanations: EXPLAINERS.map((explainer) => ({
        explainer,
        label: 0,
        path: `${DATA}/heatmap/${explainer}/0/${sampleId}_0.jpg`,
        range: {
          minimum: SIGNED.includes(explainer) ? -1 - sampleId : 0,
          maximum: 2,
          signed: SIGNED.includes(explainer),
        },
      })),
    },
  ]);
  write(
    'events.out.events.summary.1700000000.bench_explain',
    eventFile([{ metadata: { labels: ['cat'], explainers: EXPLAINERS, metrics: [] } }, ...events]),
  );
  write(`${DATA}/manifest.json`, new TextEncoder().encode('{"saliency_map": true}'));
}

/** Drags the slider there and back and returns how long each frame of it took, milliseconds. */
async function drag(page: Page): Promise<number[]> {
  const thumb = page
    .getByRole('slider', { name: 'Opacity' })
    .locator('xpath=ancestor::*[contains(@class,"rounded-full")][1]');
  const box = await thumb.boundingBox();
  const track = await thumb.locator('xpath=..').boundingBox();
  if (!box || !track) throw new Error('The slider was not found.');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  const frames = await framesDuring(page, STEPS, (step) => {
    const share = Math.abs(((step / 30) % 2) - 1);
    return page.mouse.move(track.x + share * track.width, y);
  });
  await page.mouse.up();
  return frames;
}

const base = mkdtempSync(join(tmpdir(), 'salient-bench-'));
await makeJob(join(base, 'job'));
const server = await serve(base);
const browser = await launch();
const page = await newPage(browser, { width: 1440, height: 1600 });

const results: { what: string; p50: number; p99: number }[] = [];
const settings = CONTRASTS.flatMap((contrast) =>
  SCALES.flatMap((scale) => [false, true].map((contours) => ({ contrast, scale, contours }))),
);
for (const { contrast, scale, contours } of settings) {
  const look = `contrast=${contrast}&scale=${scale}&contours=${contours}`;
  await page.goto(`${server.url}/jobs/job/saliency?size=25&px=96&${look}`);
  await page.waitForFunction(
    (wanted) => document.querySelectorAll('canvas[data-state=ready]').length >= wanted,
    SAMPLES * EXPLAINERS.length,
  );
  if (contours)
    await page.waitForFunction(
      (wanted) => document.querySelectorAll('canvas[data-contours=drawn]').length >= wanted,
      SAMPLES * EXPLAINERS.length,
    );
  const frames = await drag(page);
  results.push({
    what: `${contrast}, ${scale}${contours ? ' + contours' : ''}`,
    p50: percentile(frames, 50),
    p99: percentile(frames, 99),
  });
}
await browser.close();
await server.stop();
rmSync(base, { recursive: true, force: true });

console.log(`\n${SAMPLES * EXPLAINERS.length} maps of ${SIDE} × ${SIDE}, ${STEPS} frames of dragging "Opacity"\n`);
printTable(
  ['contrast', 'p50 ms', 'p99 ms', 'p50 / 16.7'],
  results.map(({ what, p50, p99 }) => [what, p50.toFixed(1), p99.toFixed(1), (p50 / 16.7).toFixed(2)]),
);
const kept = printGoals('sliders', [
  { what: 'p50 frame (worst contrast)', value: Math.max(...results.map(({ p50 }) => p50)), unit: 'ms', goal: 17 },
  { what: 'p99 frame (worst contrast)', value: Math.max(...results.map(({ p99 }) => p99)), unit: 'ms', goal: 50 },
]);
process.exitCode = kept ? 0 : 1;
