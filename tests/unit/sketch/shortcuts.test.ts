import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { assembled } from '../../../bin/make-wasm.js';
import { shortcutsOf } from '../../../lib/sketch/shortcuts';
import { CELLS, GRID } from '../../../lib/sketch/sketch';
import { wardTree } from '../../../lib/sketch/ward';
import { type InsightJob, readInsightJob } from '../../support/insight-job';
import { random } from '../../support/random';

describe('the tree of Ward', () => {
  test('merges the nearest first', () => {
    const points = Float64Array.of(0, 0, 10, 0, 0, 1, 10, 2, 50, 50); // two pairs and a point far away
    const merges = wardTree(points, 2);
    expect(merges).toEqual([
      { left: 0, right: 2, size: 2 },
      { left: 1, right: 3, size: 2 },
      { left: 5, right: 6, size: 4 },
      { left: 7, right: 4, size: 5 },
    ]);
  });

  test('weighs clusters by their size: the sum of squares grows the least', () => {
    // Cluster {0, 1, 2} has its mean at 1; a single point at 4.2 costs 3/4 · 3.2² = 7.7, the point at 8 only 1/2 · 3.8² = 7.2.
    const merges = wardTree(Float64Array.of(0, 1, 2, 4.2, 8), 1);
    expect(merges.at(-2)).toEqual({ left: 3, right: 4, size: 2 });
  });

  test('merges by the distances of their definition, for any number of points and dimensions', () => {
    const next = random(21);
    for (const [n, dimensions] of [
      [2, 1],
      [67, 3],
      [130, 256],
    ]) {
      const points = new Float64Array(n * dimensions).map(() => next());
      const [first] = wardTree(points, dimensions);
      let nearest = Number.POSITIVE_INFINITY;
      const distanceOf = (a: number, b: number) => {
        let sum = 0;
        for (let k = 0; k < dimensions; k++) sum += (points[a * dimensions + k] - points[b * dimensions + k]) ** 2;
        return sum;
      };
      // The first merge is of mutual neighbours: no point is nearer to either.
      for (let other = 0; other < n; other++)
        for (const own of [first.left, first.right])
          if (other !== first.left && other !== first.right) nearest = Math.min(nearest, distanceOf(own, other));
      expect(distanceOf(first.left, first.right)).toBeLessThanOrEqual(nearest);
      expect(wardTree(points, dimensions)).toHaveLength(n - 1);
    }
  });

  test('products-wasm.ts is what products.wat assembles to', () => {
    const module = readFileSync(new URL('../../../lib/sketch/products-wasm.ts', import.meta.url), 'utf8');
    expect(module).toBe(assembled('lib/sketch/products'));
  });

  test('one point or none has no merges', () => {
    expect(wardTree(new Float64Array(3), 3)).toEqual([]);
    expect(wardTree(new Float64Array(0), 3)).toEqual([]);
  });
});

/** Maps of a class: p of each, from sketches of the job. */
function massesOf(sketches: Uint8Array, maps: readonly { index: number }[]): Float64Array {
  const masses = new Float64Array(maps.length * CELLS);
  maps.forEach(({ index }, k) => {
    const sketch = sketches.subarray(index * CELLS, (index + 1) * CELLS);
    const sum = sketch.reduce((total, level) => total + level, 0);
    masses.set(
      Float64Array.from(sketch, (level) => level / sum),
      k * CELLS,
    );
  });
  return masses;
}

/**
 * Moves a share of the mass of every n-th map to a spot of 1 × 1 to 3 × 3 cells somewhere; returns the maps that have it. Masses are
 * those of 256 levels again, as if the spot were in the picture.
 */
function plant(masses: Float64Array, every: number, share: number, next: () => number): number[] {
  const side = 1 + Math.floor(3 * next());
  const [x, y] = [0, 1].map(() => Math.floor((GRID + 1 - side) * next()));
  const planted: number[] = [];
  for (let map = 0; map < masses.length / CELLS; map += every) {
    planted.push(map);
    const mass = masses.subarray(map * CELLS, (map + 1) * CELLS);
    for (let cell = 0; cell < CELLS; cell++) mass[cell] *= 1 - share;
    for (let row = y; row < y + side; row++)
      for (let column = x; column < x + side; column++) mass[row * GRID + column] += share / side ** 2;
    const greatest = Math.max(...mass);
    const levels = mass.map((cell) => Math.round((255 * cell) / greatest));
    const sum = levels.reduce((total, level) => total + level, 0);
    mass.set(levels.map((level) => level / sum));
  }
  return planted;
}

function jaccard(a: readonly number[], b: readonly number[]): number {
  const shared = a.filter((map) => b.includes(map)).length;
  return shared / (a.length + b.length - shared);
}

test.each(['digits_late', 'digits_early'])('spots planted in %s are among the first three groups', async (name) => {
  const job = await readInsightJob(fileURLToPath(new URL(`../../../demo/${name}`, import.meta.url)));
  const next = random(11);
  let [found, tried] = [0, 0];
  for (const explainer of job.explainers.keys()) {
    for (const label of job.labels.keys()) {
      const maps = job.maps.filter((map) => map.explainer === explainer && map.label === label && map.hasEvidence);
      if (maps.length < 20) continue;
      for (const [every, share] of [
        [5, 0.4],
        [5, 0.7],
        [8, 0.4],
        [8, 0.7],
      ]) {
        const masses = massesOf(job.sketches, maps);
        const planted = plant(masses, every, share, next);
        const groups = shortcutsOf(masses).slice(0, 3);
        tried++;
        if (groups.some(({ members }) => jaccard(members, planted) >= 0.8)) found++;
      }
    }
  }
  expect(tried).toBeGreaterThan(50);
  expect(found / tried).toBeGreaterThanOrEqual(0.9);
});

/** Ids of the samples whose picture has the mark of the demo, a white square at the lower right. */
async function marked({ directory, samples }: InsightJob): Promise<Set<number>> {
  const inside = { left: 24, top: 24, width: 2, height: 2 };
  const found = new Set<number>();
  for (const { id, imagePath } of samples) {
    const pixels = await sharp(join(directory, imagePath)).greyscale().extract(inside).raw().toBuffer();
    if (pixels.every((level) => level > 200)) found.add(id);
  }
  return found;
}

test('the mark that the network of the demo looks at is the first group of three explainers', async () => {
  const job = await readInsightJob(fileURLToPath(new URL('../../../demo/digits_watermark', import.meta.url)));
  const withMark = await marked(job);
  expect(withMark.size).toBe(20);
  for (const name of ['DeepLift', 'IntegratedGradients', 'Occlusion']) {
    const explainer = job.explainers.indexOf(name);
    const maps = job.maps.filter((map) => map.explainer === explainer && map.label === 4);
    const [first] = shortcutsOf(massesOf(job.sketches, maps));
    expect(maps).toHaveLength(53);
    expect(first.members.map((map) => maps[map].sample)).toEqual(
      maps.map(({ sample }) => sample).filter((sample) => withMark.has(sample)),
    );
    expect(first.members).toHaveLength(17);
    expect(first.separation).toBeGreaterThan(0.5);
  }
});

test('groups do not overlap, have three maps at least and half of the class at most, and are ranked', () => {
  const next = random(3);
  const masses = new Float64Array(40 * CELLS).map(() => next());
  const groups = shortcutsOf(masses);
  const members = groups.flatMap((group) => group.members);
  expect(groups.length).toBeGreaterThan(1);
  expect(new Set(members).size).toBe(members.length);
  for (const { members: own } of groups) expect(own.length >= 3 && own.length <= 20).toBe(true);
  const ranks = groups.map(({ rank }) => rank);
  expect(ranks).toEqual([...ranks].sort((a, b) => b - a));
});

test('the numbers of a group, worked by hand', () => {
  // Three maps in cell 0 only, which is on the border; five in cell 100 only.
  const masses = new Float64Array(8 * CELLS);
  for (let map = 0; map < 8; map++) masses[map * CELLS + (map < 3 ? 0 : 100)] = 1;
  const [group] = shortcutsOf(masses);
  expect(group).toMatchObject({ members: [0, 1, 2], rank: Math.sqrt(3), separation: 1, border: 1 });
});

test('fewer than six maps have no groups', () => {
  expect(shortcutsOf(new Float64Array(5 * CELLS).fill(1 / CELLS))).toEqual([]);
});
