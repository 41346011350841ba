import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launch } from '../support/browser';
import { DATA, EVENT_FILE } from '../support/browser-jobs';
import { type EventInput, eventFile } from '../support/event-writer';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { fuzz, PATIENCE_MS } from './harness';
import { pictureOf, pictureSettings, type RandomPicture } from './random-pictures';

/*
 * Random pictures, each as an original and as a heatmap: the pixels that a browser decodes from what the server sends, and those
 * that the server decodes for counterfactuals and browsers that cannot read a canvas, are the same, and those of the file.
 * Originals are composed over white; heatmaps keep their opacity.
 */

/** Differences between decoders that are no error, levels. */
const TOLERANCE = 2;

let server: ServedDirectory;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  server = await serveJobs((base) => mkdir(base));
  browser = await launch();
  page = await browser.newPage();
  await page.goto(`${server.url}/`);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

/** A job whose sample i has picture i as its original and as its heatmap, and a counterfactual that shows all of it. */
async function writeJob(directory: string, pictures: readonly RandomPicture[]): Promise<void> {
  await mkdir(join(directory, DATA), { recursive: true });
  const events: EventInput[] = [{ metadata: { labels: ['cat'], explainers: ['GradCAM'] } }];
  for (const [id, { content, width, height }] of pictures.entries()) {
    const path = `${DATA}/${id}`;
    await writeFile(join(directory, path), content);
    const layers = [{ probability: 0.5, boxes: [0, 0, width, height] }];
    events.push(
      { sampleId: id, imagePath: path },
      { sampleId: id, truth: [0], inference: { truthProb: [0.75] } },
      { sampleId: id, explanations: [{ explainer: 'GradCAM', label: 0, path }] },
      { sampleId: id, hocs: [{ label: 0, mask: 'gaussian:1', layers }] },
    );
  }
  await writeFile(join(directory, EVENT_FILE), eventFile(events));
}

/** A canvas keeps the colours of less opaque pixels less exactly. */
const OPAQUE_ENOUGH = 192;

interface Decoded {
  width: number;
  height: number;
  /** RGB of a shown picture, or the channels of a heatmap. */
  levels: number[];
  /** Opacity of the pixels of a shown picture, 0–255. */
  opacity: number[];
}

/** What the page decodes: pictures on a canvas (RGB), and the heatmap that the server decoded (its channels). */
async function decoded(key: string, id: number): Promise<Record<'original' | 'outcome' | 'map' | 'pixels', Decoded>> {
  return page.evaluate(
    async ({ images, id: sample }) => {
      const shown = async (address: string) => {
        const image = new Image();
        image.src = `${images}/${address}`;
        await image.decode();
        const { naturalWidth: width, naturalHeight: height } = image;
        const context = new OffscreenCanvas(width, height).getContext('2d');
        context?.drawImage(image, 0, 0);
        const data = context?.getImageData(0, 0, width, height).data ?? [];
        const opacity = [...data].filter((_, i) => i % 4 === 3);
        return { width, height, levels: [...data].filter((_, i) => i % 4 !== 3), opacity };
      };
      const raw = await (await fetch(`${images}/heatmap/${sample}/0/0?as=pixels`)).arrayBuffer();
      const size = new DataView(raw);
      const [width, height] = [size.getUint32(0, true), size.getUint32(4, true)];
      return {
        original: await shown(`original/${sample}`),
        outcome: await shown(`outcome/${sample}/0/0`),
        map: await shown(`heatmap/${sample}/0/0`),
        pixels: { width, height, levels: [...new Uint8Array(raw, 8)], opacity: [] },
      };
    },
    { images: `${server.url}/api/jobs/${key}/images`, id },
  );
}

/** Channel `channel` of pixels with `step` channels. */
const channelOf = (levels: ArrayLike<number>, step: number, channel: number) =>
  Array.from({ length: levels.length / step }, (_, i) => levels[i * step + channel]);

function expectAlike(a: readonly number[], b: readonly number[], what: string): void {
  expect(a.length, what).toBe(b.length);
  const worst = a.reduce((most, level, i) => Math.max(most, Math.abs(level - b[i])), 0);
  expect(worst, what).toBeLessThanOrEqual(TOLERANCE);
}

test('an arbitrary picture has the same pixels in a browser, on the server and in its file', {
  timeout: PATIENCE_MS,
}, async () => {
  let number = 0;
  await fuzz('pictures', fc.array(pictureSettings, { minLength: 1, maxLength: 8 }), async (settings) => {
    const key = `job_${number++}`;
    const pictures = await Promise.all(settings.map(pictureOf));
    await writeJob(join(server.base, key), pictures);
    for (const [id, { kind, pixels, width, height }] of pictures.entries()) {
      const { original, outcome, map, pixels: heatmap } = await decoded(key, id);
      for (const picture of [original, outcome, map, heatmap]) {
        expect([picture.width, picture.height], kind).toEqual([width, height]);
      }
      for (const { opacity } of [original, outcome]) expect(Math.min(...opacity), `opacity: ${kind}`).toBe(255);
      expectAlike(original.levels, outcome.levels, `original and counterfactual: ${kind}`);
      if (pixels) expectAlike(original.levels, [...pixels], `original and file: ${kind}`);
      const step = heatmap.levels.length / (width * height);
      const isOpaque = (_: number, i: number) => map.opacity[i] >= OPAQUE_ENOUGH;
      const first = (levels: number[], channels: number) => channelOf(levels, channels, 0).filter(isOpaque);
      expectAlike(first(map.levels, 3), first(heatmap.levels, step), `heatmap: ${kind}`);
    }
    await rm(join(server.base, key), { recursive: true });
  });
});
