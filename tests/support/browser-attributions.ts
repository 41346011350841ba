import { join } from 'node:path';
import { interpolateInferno, interpolateRdBu } from 'd3-scale-chromatic';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { pixelsOf } from './browser-canvas';
import { labelsOf, mapPath, Run, type SampleSpec } from './browser-jobs';
import { maps, sampleRow } from './browser-pages';

/*
 * Jobs with recorded attributions and with labels below the threshold. Every map of the first one contains each level once, so that
 * level and pixel index are equal.
 */

export const SIDE = 16;
const SIGNED = { minimum: -1, maximum: 4, signed: true };

/** GradCAM is unsigned, with higher attributions in sample 1; Gradient is signed; the range of RISE is unknown. */
const RANGES = {
  GradCAM: [
    { minimum: 0, maximum: 0.5, signed: false },
    { minimum: 0, maximum: 1, signed: false },
  ],
  Gradient: [SIGNED, { minimum: -8, maximum: 2, signed: true }],
  RISE: [undefined, undefined],
};

const SAMPLES: SampleSpec[] = [0, 1].map((id) => ({
  id,
  size: { width: SIDE, height: SIDE },
  truth: [{ label: 0, probability: 0.9 - id / 10 }],
  runnersUp: [
    { label: 2, probability: 0.0625, sd: 0.125 },
    { label: 1, probability: 0.25, sd: 0.0625, hasMaps: true },
  ],
  rangeOf: (explainer) =>
    explainer === 'RISE' ? undefined : RANGES[explainer === 'GradCAM' ? explainer : 'Gradient'][id],
  mapFormat: 'png',
}));

/** A runner-up whose probability rounds to 0. */
const UNLIKELY = { label: 2, probability: 0.0001, sd: 0.0001 };

/** Writes the jobs "job", "plain" without ranges, and "clipped" into a directory. */
export async function makeAttributions(directory: string): Promise<void> {
  const run = await new Run(join(directory, 'job')).begin();
  await run.samples(SAMPLES);
  await run.end();
  const ramp = Uint8Array.from({ length: SIDE * SIDE }, (_, level) => level);
  for (const sample of SAMPLES)
    for (const explainer of run.explainers)
      for (const { label } of [...labelsOf(sample), { label: 1 }])
        await sharp(ramp, { raw: { width: SIDE, height: SIDE, channels: 1 } })
          .toColourspace('b-w')
          .png()
          .toFile(join(directory, 'job', mapPath(sample, explainer, label)));
  const plain = await new Run(join(directory, 'plain')).begin();
  await plain.samples([{ ...SAMPLES[0], runnersUp: [], rangeOf: undefined }]);
  await plain.end();
  const clipped = await new Run(join(directory, 'clipped')).begin();
  const range = { ...SIGNED, extremes: { minimum: -3, maximum: 250 } };
  await clipped.samples([{ ...SAMPLES[0], runnersUp: [UNLIKELY], rangeOf: () => range }]);
  await clipped.end();
}

export const JOB = '/jobs/job/saliency';
export const EXPLAINERS = ['GradCAM', 'Gradient', 'RISE'];

export const mapOf = (page: Page, sample: number, explainer: string): Locator =>
  maps(sampleRow(page, sample)).nth(EXPLAINERS.indexOf(explainer));

/** Red, green, blue and alpha of the pixels of a map at the given levels. */
export async function coloursAt(map: Locator, levels: readonly number[]): Promise<number[][]> {
  const pixels = await pixelsOf(map);
  return levels.map((level) => pixels.slice(4 * level, 4 * level + 4));
}

const rgb = (colour: string) => [...(colour.match(/\d+/g) ?? []).map(Number), 255];
const hex = (colour: string) => [...[1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)), 255];

/** RdBu for strengths from −255 (against) to 255 (for). */
export const redBlue = (strength: number) => rgb(interpolateRdBu(0.5 - strength / 510));
export const inferno = (strength: number) => hex(interpolateInferno(strength / 255));
