import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type {
  DistributionsAnswer,
  ExplainersAnswer,
  ShortcutsAnswer,
  TriageAnswer,
} from '../../lib/api/insight-answers';
import { copyPhotos, expected } from '../support/photos-job';
import { serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Triage, and the filters and orders that its presets lead to: what is counted is what they list. */

const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));

let server: Awaited<ReturnType<typeof serveJobs>>;
beforeAll(async () => {
  server = await serveJobs(async (directory) => {
    await copyPhotos(directory);
    await cp(join(DEMO, 'digits_late'), join(directory, 'digits'), { recursive: true });
  });
});
afterAll(() => server.stop());

/** An answer once all of its maps are surveyed. */
async function final<A extends { surveyed: number; total: number }>(path: string): Promise<A> {
  let last: unknown;
  await until(async () => {
    const { body } = await server.json(`/api/jobs/${path}`);
    last = body;
    return body.surveyed === body.total && Number(body.total) > 0;
  });
  return last as A;
}

/** What a preset adds, as parameters of `/samples`. */
function queryOf(adds: TriageAnswer['presets'][number]['adds']): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(adds))
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  return query.toString();
}

test('presets count what their filters list, in the same order, under every filter and threshold', async () => {
  const { presets } = await final<TriageAnswer>('photos/insight/triage');
  const of = (name: string) => presets.find(({ preset }) => preset === name);
  const { labels, crosses, sure_wrong, sure_right, outside_own_interval } = expected.triage;
  expect(of('foreign')).toMatchObject({ of: labels, pairs: outside_own_interval, lacks: null });
  expect(of('crosses')).toMatchObject({ of: labels, pairs: crosses });
  expect(of('sure')).toMatchObject({ pairs: sure_wrong, right: { n: sure_right } });

  for (const job of ['photos', 'digits'])
    for (const base of ['', 'type=FN', 'minConfidence=0.2&maxConfidence=0.99', 'threshold=0.7', 'maxBorder=0.3']) {
      const answer = await final<TriageAnswer>(`${job}/insight/triage?limit=4&${base}`);
      expect(answer.presets).toHaveLength(6);
      for (const { preset, samples, lacks, adds, first } of answer.presets) {
        if (lacks !== null || samples === 0) continue;
        // A type of the base and of the preset would mean either of them.
        const own = queryOf(base.startsWith('type') ? { ...adds, type: undefined } : adds);
        const query = `${base}&${own}`.replace('&type=undefined', '');
        const { body } = await server.json(`/api/jobs/${job}/samples?limit=4&${query}`);
        expect([job, base, preset, body.total]).toEqual([job, base, preset, samples]);
        const listed = body.samples as { id: number; sortValue: number }[];
        expect(listed.map(({ id }) => id)).toEqual(first.map(({ sample }) => sample));
        expect(listed.map(({ sortValue }) => sortValue)).toEqual(first.map(({ value }) => value));
      }
    }
});

test('a preset says what a job lacks, and unknown values are refused', async () => {
  const { presets } = await final<TriageAnswer>('digits/insight/triage?samples=1');
  const lacks = Object.fromEntries(presets.map(({ preset, lacks }) => [preset, lacks]));
  expect(lacks).toMatchObject({ foreign: null, confident: null, disagree: 'samples' });
  expect((await server.json('/api/jobs/photos/insight/triage?interval=near')).body).toMatchObject({
    code: 'bad-parameter',
    parameter: 'interval',
    allowed: 'one of crosses, outside, wrong, right',
  });
  expect((await server.json('/api/jobs/photos/insight/triage?explainer=nobody')).body).toMatchObject({
    code: 'bad-parameter',
    parameter: 'explainer',
  });
  const path = '/api/jobs/digits/insight/triage';
  await final('digits/insight/triage');
  const etag = (await server.get(path)).headers.get('etag') ?? '';
  expect(await fetch(server.url + path, { headers: { 'If-None-Match': etag } })).toMatchObject({ status: 304 });
});

test('ranges of the numbers of maps filter samples, facets and insight alike', async () => {
  const whole = await final<DistributionsAnswer>('digits/insight/distributions');
  const { agreement } = whole;
  expect(agreement?.bins.reduce((sum, count) => sum + count, 0)).toBe(agreement?.n);
  const query = 'minAgreement=0.2&maxAgreement=0.4&explainer=GradCAM';
  const ranged = await final<DistributionsAnswer>(`digits/insight/distributions?${query}`);
  const ofGradCam = await final<DistributionsAnswer>('digits/insight/distributions?explainer=GradCAM');
  expect(ranged.agreement).toEqual({ ...ofGradCam.agreement, matching: ranged.agreement?.matching });
  expect(ranged.border?.n).toBe(ranged.agreement?.matching);

  const { body: facets } = await server.json(`/api/jobs/digits/facets?${query}`);
  const { TP, FN, FP } = facets.types as Record<string, number>;
  expect(TP + FN + FP).toBe(ranged.agreement?.matching);
  const { body: samples } = await server.json(`/api/jobs/digits/samples?${query}`);
  expect(samples.total).toBe(facets.total);

  // The views count the same maps: four explainers, one map each.
  const { explainers, total } = await final<ExplainersAnswer>(`digits/insight/explainers?${query}`);
  expect(explainers.map(({ maps }) => maps)).toEqual(Array(4).fill(ranged.agreement?.matching));
  expect(total).toBe(4 * (ranged.agreement?.matching ?? 0));
  for (const { bins, contrast } of explainers)
    expect(bins.contrast.reduce((sum, count) => sum + count, 0)).toBe(contrast.rho.n);
  const byOthers = 'label=4&explainer=Occlusion&mapsOf=GradCAM&minAgreement=0.2&maxAgreement=0.4';
  const shortcuts = await final<ShortcutsAnswer>(`digits/insight/shortcuts?${byOthers}`);
  const ofFour = (facets.labels as { id: number; count: number }[]).find(({ id }) => id === 4)?.count;
  expect(shortcuts).toMatchObject({ n: ofFour, selected: ofFour, of: ofFour });
});

test('samples are sorted by the distance from the threshold and by label contrast', async () => {
  await final('digits/insight/survey');
  const first = async (query: string) => {
    const { body } = await server.json(`/api/jobs/digits/samples?limit=3&${query}`);
    return body.samples as { id: number; labels: { confidence: number }[]; maps: { label: number }[] }[];
  };
  const [nearest] = await first('sort=margin&order=asc');
  expect(Math.min(...nearest.labels.map(({ confidence }) => Math.abs(confidence - 0.5)))).toBeLessThan(0.1);
  for (const { maps } of await first('sort=contrast&explainer=GradCAM'))
    expect(new Set(maps.map(({ label }) => label)).size).toBeGreaterThan(1);
  const { body: neighbours } = await server.json('/api/jobs/digits/samples/1/neighbours?interval=crosses&sort=margin');
  expect(neighbours).toMatchObject({ label: 8 });
});
