import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { mapPath, Run, type SampleSpec } from './browser-jobs';
import { maps, sampleRow } from './browser-pages';
import { random } from './random';

/* Jobs to look at in every way: thirty samples, and a speckled map. */

export const SIZE = { width: 64, height: 64 };

export const SAMPLES: SampleSpec[] = Array.from({ length: 30 }, (_, id) => ({
  id,
  size: SIZE,
  truth: [{ label: id % 2, probability: 0.99 - id * 0.03 }],
  wrong: id === 0 ? [{ label: 3, probability: 0.6 }] : [],
  mapFormat: 'png',
}));

/** The file of the first map of a sample. */
export const fileOf = (directory: string, sample = SAMPLES[0]): string =>
  join(directory, 'job', mapPath(sample, 'GradCAM', 0));

/** Writes the jobs "job" and "speckled" into a directory. */
export async function makeDisplayJobs(directory: string): Promise<void> {
  const run = await new Run(join(directory, 'job')).begin();
  await run.samples(SAMPLES);
  await run.end();
  const speckled = await new Run(join(directory, 'speckled'), ['Gradient']).begin();
  await speckled.samples([SPECKLED]);
  await speckled.end();
  const next = random(9);
  await sharp(
    Uint8Array.from({ length: 224 * 224 }, () => 255 * next() ** 8),
    { raw: { width: 224, height: 224, channels: 1 } },
  )
    .png()
    .toFile(join(speckled.directory, mapPath(SPECKLED, 'Gradient', 0)));
  // As written by old producers: three equal or unequal channels, or colours with an alpha channel.
  const noise = (channels: 3 | 4) =>
    sharp(
      Uint8Array.from({ length: channels * SIZE.width * SIZE.height }, (_, i) => (i * 31) % 256),
      {
        raw: { ...SIZE, channels },
      },
    ).png();
  await noise(3).toFile(fileOf(directory, RGB));
  await noise(4).toFile(fileOf(directory, RGBA));
}

/** A map of single strong pixels, larger than its size on the screen. */
export const SPECKLED: SampleSpec = {
  ...{ id: 0, size: { width: 224, height: 224 }, truth: [{ label: 0, probability: 0.9 }], mapFormat: 'png' },
};

/** Samples of which the first map was written by an old producer. */
export const [RGB, RGBA] = [SAMPLES[2], SAMPLES[4]];

export const JOB = '/jobs/job/saliency';

export const firstMap = (page: Page): Locator => maps(sampleRow(page, 0)).first();

/** Moves the pointer to the centre of the first map. */
export async function pointAt(page: Page): Promise<void> {
  const box = await firstMap(page).boundingBox();
  if (!box) throw new Error('The map is nowhere.');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}
