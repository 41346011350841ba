import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { labelCounts } from '../../lib/api/job-answers';
import { type SampleJson, sample } from '../../lib/api/sample-answers';
import { TYPE_BIT } from '../../lib/job/prediction';
import type { SampleFilter, SampleSort } from '../../lib/job/query';
import { fromJson } from '../../lib/json';
import type { ExplainLoader } from '../../lib/manager/explain-loader';
import { ExplainManager } from '../../lib/manager/explain-manager';
import { jobState } from '../../lib/manager/job-state';
import { readManifest } from '../../lib/manager/manifest';
import { localStorage } from '../../lib/storage/local';
import { labelsOf } from '../support/labels';
import { NearIndexer } from '../support/near-indexer';

/* One test for each folder of fixtures/, see its README. */

const ROOT = fileURLToPath(new URL('../../fixtures', import.meta.url));
const NAMES = readdirSync(ROOT).filter((name) => existsSync(join(ROOT, name, 'job')));

const count = z.int().nonnegative();
const names = z.array(z.string());
const real = z.number().nullable();

const expectedJson = z.strictObject({
  sampleCount: count,
  explainers: names,
  metrics: names,
  labels: z.array(labelCounts.strict()),
  samples: z.array(sample.strict()),
  scores: z.array(z.strictObject({ explainer: count, metric: count, total: real, labels: z.array(real).nullable() })),
  damagedAt: count.nullable(),
  bytesRead: count,
  hasUncertainty: z.boolean(),
  problemCodes: names,
});
type Expected = z.infer<typeof expectedJson>;

function readExpected(name: string): Expected {
  return expectedJson.parse(JSON.parse(readFileSync(join(ROOT, name, 'expected.json'), 'utf8')));
}

const makeIndexer = () => new NearIndexer(localStorage);
const manager = new ExplainManager({ summaryBaseDir: ROOT, storage: localStorage, makeIndexer });
beforeAll(() => manager.startLoadData({ reloadInterval: 0 }));
afterAll(() => manager.stop());

/** Loads the job of a fixture to its end. */
async function load(name: string): Promise<ExplainLoader> {
  const loader = await manager.getJob(`./${name}/job`);
  if (loader === null) throw new Error(`The manager found no job in fixtures/${name}.`);
  await loader.load();
  return loader;
}

const BY_ID: SampleSort = { by: 'id', descending: false };

/** All matching samples, collected page by page. */
async function allSamples(loader: ExplainLoader, filter: SampleFilter, sort: SampleSort): Promise<SampleJson[]> {
  const limit = 17;
  const samples: SampleJson[] = [];
  for (let page = 0; ; page++) {
    const answer = await loader.samples({ filter, sort, page, limit });
    if (answer === null) throw new Error('The job was not read.');
    samples.push(...fromJson(answer.samples));
    if ((page + 1) * limit >= answer.total) {
      expect(samples).toHaveLength(answer.total);
      return samples;
    }
  }
}

test('there are fixtures', () => {
  expect(NAMES.length, `${ROOT} holds no fixture`).toBeGreaterThan(0);
});

describe('a job matches its expected.json', () => {
  test.each(NAMES)('%s', async (name) => {
    const expected = readExpected(name);
    const loader = await load(name);
    const { snapshot } = loader;
    const description = await loader.describe();
    const found = {
      sampleCount: snapshot?.sampleCount,
      explainers: snapshot?.explainers,
      metrics: snapshot?.metrics,
      labels: await labelsOf(loader),
      samples: await allSamples(loader, {}, BY_ID),
      scores: (await loader.scores()).sort((a, b) => a.explainer - b.explainer || a.metric - b.metric),
      damagedAt: snapshot?.damage?.offset ?? null,
      bytesRead: snapshot?.bytesRead,
      hasUncertainty: snapshot?.hasUncertainty,
      problemCodes: [...new Set(snapshot?.problems.map(({ code }) => code))].sort(),
    };
    expect(found).toEqual(expected);

    expect(snapshot?.labelCount).toBe(expected.labels.length);
    expect(snapshot?.scoreCount).toBe(expected.scores.length);
    expect(description?.samples).toBe(expected.sampleCount);
    expect(description?.withMaps).toBe(expected.samples.filter(({ maps }) => maps.length > 0).length);
    expect(description?.withCounterfactuals).toBe(
      expected.samples.filter(({ counterfactuals }) => counterfactuals.length > 0).length,
    );
    for (const one of expected.samples) expect((await loader.sample(one.id))?.sample).toEqual(one);
  });
});

describe('a truncated or corrupt file is reported', () => {
  test.each(NAMES)('%s', async (name) => {
    const expected = readExpected(name);
    const { snapshot, directory, path, updateTime } = await load(name);
    const manifest = await readManifest(localStorage, path, directory);
    const ended = manifest.kind === 'present';
    const isDamaged = expected.damagedAt !== null || (ended && expected.bytesRead < directory.size);
    const state = jobState({ snapshot, loading: false, failed: false, manifest, updateTime, now: updateTime });
    expect(state).toBe(isDamaged ? 'damaged' : ended ? 'complete' : 'live');
  });
});

type Label = SampleJson['labels'][number];

/** The expected result of a filter and a sort, by iterating over the samples: those with a label that matches all parts. */
function naively(
  { samples }: Expected,
  matches: (label: Label, sample: SampleJson) => boolean,
  numberOf: ((label: Label) => number | null) | null = null,
  descending = false,
): number[] {
  const found = samples.flatMap((one) => {
    const labels = one.labels.filter((label) => matches(label, one));
    const values = labels.flatMap((label) => numberOf?.(label) ?? []);
    return labels.length > 0 ? [{ id: one.id, value: values.length > 0 ? Math.max(...values) : null }] : [];
  });
  const direction = descending ? -1 : 1;
  found.sort((a, b) => {
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || a.id - b.id;
    return (a.value - b.value) * direction || a.id - b.id;
  });
  return found.map(({ id }) => id);
}

describe('all parts of a filter match the same label; a sort uses the matching labels', () => {
  const TYPES = ['TP', 'FN', 'FP'] as const;
  const VALUES = {
    confidence: ({ confidence }: Label) => confidence,
    uncertainty: ({ uncertainty }: Label) => uncertainty?.sd ?? null,
  };

  test.each(NAMES)('%s', async (name) => {
    const expected = readExpected(name);
    const loader = await load(name);
    const ids = async (filter: SampleFilter, sort = BY_ID) =>
      (await allSamples(loader, filter, sort)).map(({ id }) => id);

    for (const { id } of expected.labels) {
      for (const type of TYPES) {
        const what = `label ${id}, ${type}`;
        const filter = { labels: [id], types: TYPE_BIT[type] };
        const matches = (label: Label) => label.id === id && label.type === type;
        expect(await ids(filter), what).toEqual(naively(expected, matches));
      }
    }

    const firstLabels = expected.labels.slice(0, 2).map(({ id }) => id);
    const filters: [SampleFilter, (label: Label, sample: SampleJson) => boolean][] = [
      [{ labels: firstLabels }, ({ id }) => firstLabels.includes(id)],
      [{ types: TYPE_BIT.FN | TYPE_BIT.FP }, ({ type }) => type === 'FN' || type === 'FP'],
      [{ hasMap: true }, ({ id }, { maps }) => maps.some(({ label }) => label === id)],
      [
        { hasCounterfactual: true, types: TYPE_BIT.TP },
        ({ id, type }, { counterfactuals }) => type === 'TP' && counterfactuals.some(({ label }) => label === id),
      ],
    ];
    for (const by of ['confidence', 'uncertainty'] as const) {
      // From the lowest value to the median, both taken from the job: a range includes its ends.
      const values = expected.samples.flatMap(({ labels }) => labels.flatMap((label) => VALUES[by](label) ?? []));
      values.sort((a, b) => a - b);
      const [min, max] = [values[0] ?? 0, values[values.length >> 1] ?? 0];
      const within = (value: number | null) => value !== null && value >= min && value <= max;
      filters.push([{ [by]: { min, max } }, (label) => within(VALUES[by](label))]);
      filters.push([{ [by]: { min: max, max: 1 } }, (label) => (VALUES[by](label) ?? Number.NaN) >= max]);
      filters.push([
        { [by]: { min, max }, labels: firstLabels },
        (label) => within(VALUES[by](label)) && firstLabels.includes(label.id),
      ]);
    }
    for (const [filter, matches] of filters) {
      expect(await ids(filter), JSON.stringify(filter)).toEqual(naively(expected, matches));
      for (const by of ['confidence', 'uncertainty'] as const) {
        for (const descending of [false, true]) {
          const what = `${JSON.stringify(filter)} by ${by} ${descending ? 'descending' : 'ascending'}`;
          const found = await ids(filter, { by, descending });
          expect(found, what).toEqual(naively(expected, matches, VALUES[by], descending));
        }
      }
    }

    const everyId = expected.samples.map(({ id }) => id);
    expect(await ids({}, { by: 'id', descending: true })).toEqual(everyId.toReversed());
  });
});

const python = spawnSync('python3', ['--version']);
const hasPython = python.status === 0;
if (!hasPython) process.stderr.write('\nSKIPPED: fixtures/make.py --check, because there is no python3 here.\n\n');

test.skipIf(!hasPython)('make.py generates the files on disk', () => {
  const { status, stdout, stderr } = spawnSync('python3', [join(ROOT, 'make.py'), '--check'], { encoding: 'utf8' });
  expect(`${stdout}${stderr}`).toMatch(/fixtures are as they should be/);
  expect(status).toBe(0);
});
