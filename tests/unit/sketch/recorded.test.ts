import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { coverOf, type Evidence, evidenceInside } from '../../../lib/sketch/cover';
import { meanMapOf } from '../../../lib/sketch/mean-map';
import { CELLS } from '../../../lib/sketch/sketch';
import { statisticsOf } from '../../../lib/sketch/statistics';
import { summaryOf } from '../../../lib/sketch/summary';
import { readInsightJob, type SketchedMap } from '../../support/insight-job';

/* The numbers of an independent implementation (tests/insight/README.md) for a real job of ten photos and five explainers. */

const directory = fileURLToPath(new URL('../../insight', import.meta.url));
const expected = JSON.parse(readFileSync(join(directory, 'values.json'), 'utf8')).jobs.photos;
const job = await readInsightJob(join(directory, 'photos'));

/** The numbers are recorded with six decimals. */
const close = (value: number | null) => (value === null ? Number.NaN : expect.closeTo(value, 6));
const ofExplainer = (name: string): SketchedMap[] =>
  job.maps.filter((map) => job.explainers[map.explainer] === name && map.hasEvidence);

test('the sketches are equal byte for byte', () => {
  expect(job.maps).toHaveLength(expected.maps);
  expect(createHash('sha256').update(job.sketches).digest('hex')).toBe(expected.sketch_sha256);
});

describe('statistics', () => {
  test.for(job.explainers)('of %s', (name) => {
    const statistics = ofExplainer(name).map(({ index }) => statisticsOf(job.sketches, index * CELLS));
    const recorded = expected.explainers_stats[name];
    const names = { border: 'border', gini: 'gini', spread: 'effective_area', centreX: 'cx', centreY: 'cy' } as const;
    for (const [ours, theirs] of Object.entries(names)) {
      const values = statistics.map((one) => one?.[ours as keyof typeof names] ?? Number.NaN);
      const { mean, median } = summaryOf(Float64Array.from(values));
      expect({ mean, median }, ours).toEqual({
        mean: close(recorded[theirs].mean),
        median: close(recorded[theirs].median),
      });
    }
  });
});

test('mean maps of an explainer and a label', () => {
  const names = Object.keys(expected.mean_maps);
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const [explainer, label] = name.split('|');
    const chosen = ofExplainer(explainer).filter((map) => job.labels[map.label] === label);
    const mean = meanMapOf(
      job.sketches,
      chosen.map(({ index }) => index),
    );
    const { n, border, effective_area: spread, homogeneity } = expected.mean_maps[name];
    expect(mean, name).toMatchObject({
      n,
      border: close(border),
      spread: close(spread),
      homogeneity: close(homogeneity),
    });
    const cells: number[] | undefined = expected.mean_map_cells[name];
    if (cells) expect([...mean.mass]).toEqual(cells.map((cell) => expect.closeTo(cell, 7)));
  }
});

describe('evidence inside the boxes of the counterfactual', () => {
  test.for(Object.keys(expected.hoc))('of %s', async (name) => {
    const found: (Evidence | undefined)[] = [];
    for (const map of ofExplainer(name)) {
      const sample = job.samples.find(({ id }) => id === map.sample);
      const counterfactual = sample?.counterfactuals.find(({ label }) => label === map.label);
      if (!sample || !counterfactual) continue;
      const { width, height } = await sharp(join(job.directory, sample.imagePath)).metadata();
      const boxes = counterfactual.layers.at(-1)?.boxes ?? [];
      found.push(evidenceInside(coverOf(boxes, width, height), job.sketches, map.index * CELLS));
    }
    const summary = (key: 'inside' | 'area' | 'lift') =>
      summaryOf(Float64Array.from(found, (evidence) => evidence?.[key] ?? Number.NaN));
    const { n, inside, area, lift_mean: liftMean, lift_median: liftMedian } = expected.hoc[name];
    expect(summary('inside')).toMatchObject({ n, mean: close(inside) });
    expect(summary('area')).toMatchObject({ n, mean: close(area) });
    expect(summary('lift')).toMatchObject({ mean: close(liftMean), median: close(liftMedian) });
  });
});
