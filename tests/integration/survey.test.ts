import { readdir, readFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../lib/clock';
import { fromJson } from '../../lib/json';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import type { Surveyed } from '../../lib/manager/job-surveys';
import { atOnce } from '../../lib/slices';
import { pairsText } from '../../lib/survey/pairing-json';
import type { ExplainersFound } from '../../lib/survey/survey-service';
import { loaded, manage } from '../support/managers';
import { copyPhotos, expected, heatmapsOf, someHeatmap } from '../support/photos-job';
import { append, temporaryDirectory } from '../support/runs';
import { until } from '../support/until';

/* The survey of a real job of ten photos and five explainers, against the numbers of an independent implementation (tests/insight). */

/** The numbers are recorded with six decimals; statistics are kept as 32-bit floats. */
const close = (value: number | null) => (value === null ? Number.NaN : expect.closeTo(value, 5.7));

/** A copy of the job in a directory of its own, and a cache directory. */
async function copyOfJob() {
  const base = await temporaryDirectory();
  await copyPhotos(base);
  return { base, cache: await temporaryDirectory() };
}

/** A manager with a cache, as a server has it. */
function manager(base: string, directory: string | null) {
  const cache = directory === null ? null : { directory, maxBytes: 2 ** 30, build: 'test', retrySeconds: 0 };
  const managed = manage(base, { cache, clock: systemClock }).manager;
  void managed.startLoadData({ reloadInterval: 0 });
  return managed;
}

/** The agreement of the explainers of the job, once all of its maps have been surveyed. */
async function surveyed(of: ExplainManager) {
  const loader = await loaded(of, 'photos');
  const ask = () =>
    of.surveys.ask(loader, {}, (call, handle, query) => call('agreement', handle, query, loader.explainers));
  let last = await ask();
  await until(async () => {
    last = await ask();
    return last !== null && last.progress.surveyed === last.progress.total;
  });
  return { loader, ...(last as NonNullable<typeof last>) };
}

const fileIn = async (cache: string) => {
  const name = (await readdir(cache)).find((file) => file.endsWith('.survey'));
  if (!name) throw new Error(`There is no survey in ${cache}.`);
  return join(cache, name);
};

function expectAgreement({ result }: { result: Pick<ExplainersFound['pairs'], 'json'> }) {
  const found = Object.fromEntries(fromJson(result.json).map(({ a, b, ...measures }) => [`${a}|${b}`, measures]));
  for (const [pair, measures] of Object.entries<Record<string, Record<string, number | null>>>(expected.matrix)) {
    for (const [measure, { n, ...values }] of Object.entries(measures)) {
      const closeTo = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, close(value)]));
      expect(found[pair][measure as 'rho'], `${measure} of ${pair}`).toEqual({ n, ...closeTo });
    }
  }
}

test('all numbers are those of the reference', async () => {
  const { base, cache } = await copyOfJob();
  const of = manager(base, cache);
  const found = await surveyed(of);
  expectAgreement(found);
  expect(found.progress).toMatchObject({ surveyed: expected.maps, total: expected.maps, unreadable: 0 });

  const baseline = await of.surveys.ask(found.loader, {}, (call, handle, query) => call('baseline', handle, query));
  if (baseline === null) throw new Error('There is no baseline.');
  const { explainers } = found.loader;
  expectAgreement({ result: atOnce(pairsText(baseline.result.pairs, explainers)) });

  const { result } = (await of.surveys.ask(found.loader, {}, (call, handle, query) =>
    call('explainers', handle, query, found.loader.explainers),
  )) as Surveyed<ExplainersFound>;
  const { rows, pairs } = result;
  expectAgreement({ result: pairs });
  for (const [k, row] of rows.entries()) {
    const name = found.loader.explainers[k];
    const statistics = expected.explainers_stats[name];
    expect(row.border).toEqual({ mean: close(statistics.border.mean), median: close(statistics.border.median) });
    expect(row.gini).toEqual({ mean: close(statistics.gini.mean), median: close(statistics.gini.median) });
    const { mean, median } = statistics.effective_area;
    expect(row.spread).toEqual({ mean: close(mean), median: close(median) });
    const contrast = expected.label_contrast[name];
    if (contrast) expect(row.contrast.rho).toEqual({ n: contrast.rho.n, mean: close(contrast.rho.mean) });
    const { n, inside, area, lift_mean, lift_median } = expected.hoc[name];
    expect(row.evidence).toEqual({
      ...{ n, inside: close(inside), area: close(area) },
      ...{ liftMean: close(lift_mean), liftMedian: close(lift_median) },
    });
  }
});

test('after a restart nothing is read again, even without the heatmaps', async () => {
  const { base, cache } = await copyOfJob();
  const first = manager(base, cache);
  await surveyed(first);
  await first.stop();
  await rm(heatmapsOf(base), { recursive: true });
  const found = await surveyed(manager(base, cache));
  expect(found.progress.unreadable).toBe(0);
  expectAgreement(found);
});

test('after a restart samples have their agreement before anybody asks for more; it begins no survey', async () => {
  const { base, cache } = await copyOfJob();
  const first = manager(base, cache);
  const fresh = await loaded(first, 'photos');
  expect(await first.surveys.peek(fresh, {}, false)).toEqual({ surveyed: 0, total: expected.maps });
  expect(await first.surveys.agreementAt(fresh, [0], [0])).toBeNull();
  expect((await readdir(cache)).filter((file) => file.endsWith('.survey'))).toEqual([]);
  await surveyed(first);
  const pairs = await first.surveys.allPairs(fresh);
  const [ids, labels] = [[...(pairs?.pairs.ids ?? [])], [...(pairs?.pairs.labels ?? [])]];
  const before = await first.surveys.agreementAt(fresh, ids, labels);
  await first.stop();

  const second = manager(base, cache);
  const loader = await loaded(second, 'photos');
  await until(async () => (await second.surveys.peek(loader, {}, false)).surveyed === expected.maps);
  expect(await second.surveys.agreementAt(loader, ids, labels)).toEqual(before);
});

test.for([0.03, 0.4, 0.97])('a file that ends at %s of its length is completed', async (share) => {
  const { base, cache } = await copyOfJob();
  const first = manager(base, cache);
  await surveyed(first);
  await first.stop();
  const file = await fileIn(cache);
  await truncate(file, Math.floor((await stat(file)).size * share));
  expectAgreement(await surveyed(manager(base, cache)));
  // What was completed is there after another restart.
  await rm(heatmapsOf(base), { recursive: true });
  expectAgreement(await surveyed(manager(base, cache)));
});

test('damaged sketches are noticed, and the survey is made anew', async () => {
  const { base, cache } = await copyOfJob();
  const first = manager(base, cache);
  await surveyed(first);
  await first.stop();
  const file = await fileIn(cache);
  const bytes = await readFile(file);
  bytes[bytes.length - 100] ^= 1;
  await writeFile(file, bytes);
  const second = manager(base, cache);
  const loader = await loaded(second, 'photos');
  const ask = second.surveys.ask(loader, {}, (call, handle, query) =>
    call('agreement', handle, query, loader.explainers),
  );
  await expect(ask).rejects.toThrow(/survey .* is damaged; it is being made anew/);
  expectAgreement(await surveyed(second));
});

test('a map that is missing is named by its path inside the job, not by where the job is', async () => {
  const { base, cache } = await copyOfJob();
  const { path } = await someHeatmap(base);
  await rm(path);
  const { progress } = await surveyed(manager(base, cache));
  expect(progress.failures.map(({ message }) => message)).toEqual([
    `${relative(join(base, 'photos'), path)} does not exist (ENOENT).`,
  ]);
});

test('a map that cannot be read is counted and named, and is read again after a restart', async () => {
  const { base, cache } = await copyOfJob();
  const { path } = await someHeatmap(base);
  const content = await readFile(path);
  await writeFile(path, 'no picture');
  const first = manager(base, cache);
  const { progress } = await surveyed(first);
  expect(progress).toMatchObject({ surveyed: expected.maps, total: expected.maps, unreadable: 1 });
  expect(progress.failures).toEqual([
    expect.objectContaining({ message: 'It is not a picture of a supported format.' }),
  ]);
  await first.stop();
  await writeFile(path, content);
  const again = await surveyed(manager(base, cache));
  expect(again.progress.unreadable).toBe(0);
  expectAgreement(again);
});

test('maps whose files were replaced are noticed, and read again', async () => {
  const { base, cache } = await copyOfJob();
  const first = manager(base, cache);
  const { result: before } = await surveyed(first);
  await first.stop();
  const maps = (await readdir(heatmapsOf(base), { recursive: true })).filter((file) => /\.(png|jpg)$/.test(file));
  const [one, other] = maps.sort().map((file) => join(heatmapsOf(base), file));
  await writeFile(one, await readFile(other));

  const second = manager(base, cache);
  await until(async () => {
    const { progress, result } = await surveyed(second);
    return !progress.isChecking && progress.unreadable === 0 && JSON.stringify(result) !== JSON.stringify(before);
  });
});

test('a job that grows is followed', async () => {
  const { base, cache } = await copyOfJob();
  const events = join(
    base,
    'photos',
    (await readdir(join(base, 'photos'))).find((file) => file.startsWith('events.')) ?? '',
  );
  const content = await readFile(events);
  await truncate(events, Math.floor(content.length / 2));
  const of = manager(base, cache);
  const before = await surveyed(of);
  expect(before.progress.total).toBeLessThan(expected.maps);
  await append(events, content.subarray(Math.floor(content.length / 2)));
  await of.loadData();
  const after = await surveyed(of);
  expect(after.progress.total).toBe(expected.maps);
  expectAgreement(after);
});

test('a job that is replaced is surveyed anew', async () => {
  const { base, cache } = await copyOfJob();
  const first = manager(base, cache);
  const { progress } = await surveyed(first);
  await first.stop();
  const events = join(
    base,
    'photos',
    (await readdir(join(base, 'photos'))).find((file) => file.startsWith('events.')) ?? '',
  );
  // Without its first record, the file is that of another job.
  const content = await readFile(events);
  await writeFile(events, content.subarray(16 + Number(content.readBigUInt64LE(0))));
  await rm(heatmapsOf(base), { recursive: true });
  const second = await surveyed(manager(base, cache));
  expect(second.progress.unreadable).toBe(second.progress.total);
  expect(progress.unreadable).toBe(0);
});

test('without a cache directory it is kept until the server stops, and that is said', async () => {
  const { base } = await copyOfJob();
  const found = await surveyed(manager(base, null));
  const [, directory] =
    /^There is no cache directory, so the survey is kept in (.+)\.$/.exec(found.progress.message ?? '') ?? [];
  expect(await readdir(directory)).toHaveLength(1);
  await rm(directory, { recursive: true }); // a server deletes it when it ends
  expectAgreement(found);
});

test('the surveys of more jobs than stay open answer all who ask at once', { timeout: 30_000 }, async () => {
  const base = await temporaryDirectory();
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  for (const name of names) {
    const single = await temporaryDirectory();
    await copyPhotos(single);
    await rename(join(single, 'photos'), join(base, name));
  }
  const of = manager(base, await temporaryDirectory());
  const loaders = await Promise.all(names.map((name) => loaded(of, name)));
  const ask = (round: number) => (loader: (typeof loaders)[number]) =>
    of.surveys.ask(loader, { threshold: round / 10 }, (call, handle, query) =>
      call('agreement', handle, query, loader.explainers),
    );
  for (const round of [1, 2, 3]) expect(await Promise.all(loaders.map(ask(round)))).not.toContain(null);
});
