import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { copyPhotos, expected, heatmapsOf, someHeatmap } from '../support/photos-job';
import { temporaryDirectory } from '../support/runs';
import { serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* The survey from the command line, and what the API answers from it, against the numbers of an independent implementation. */

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
function survey(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, 'survey', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('salient survey reads all maps, keeps them, and names those that cannot be read', async () => {
  const [base, cache] = [await temporaryDirectory(), await temporaryDirectory()];
  await copyPhotos(base);
  const { path, explainer } = await someHeatmap(base);
  const content = await readFile(path);
  await writeFile(path, 'no picture');
  const broken = survey(base, '--cache-dir', cache);
  expect(broken.stdout).toContain(`photos  ${expected.maps} maps surveyed, 1 of them unreadable\n`);
  expect(broken.stderr).toMatch(
    new RegExp(`photos: sample \\d+, ${explainer}: It is not a picture of a supported format`),
  );
  expect(broken.status).toBe(1);

  await writeFile(path, content);
  // A directory that is a job itself is called as in the list.
  expect(survey(join(base, 'photos'), '--cache-dir', cache).stdout).toMatch(/^photos {2}/m);
  const done = { status: 0, stdout: `photos  ${expected.maps} maps surveyed\n`, stderr: '' };
  expect(survey(base, '--cache-dir', cache)).toEqual({ ...done, stdout: expect.stringContaining(done.stdout) });
  await rm(heatmapsOf(base), { recursive: true });
  expect(survey(base, '--cache-dir', cache)).toEqual({ ...done, stdout: expect.stringContaining(done.stdout) });
  expect(survey(join(base, 'nothing'))).toMatchObject({ status: 2, stderr: expect.stringContaining('does not exist') });
});

test('samples are sorted by agreement, and say how far the survey is', async () => {
  const server = await serveJobs(copyPhotos);
  const samples = (query: string) => server.json(`/api/jobs/photos/samples?limit=10&${query}`);
  try {
    let last = (await samples('sort=id')).body;
    const surveyOf = ({ survey }: typeof last) => survey as { surveyed: number; total: number };
    // Answers while the job is being read are about what there is of it.
    await until(async () => {
      last = (await samples('sort=id')).body;
      return surveyOf(last).total === expected.maps;
    });
    expect(surveyOf(last).surveyed).toBe(0); // until somebody asks for it
    await until(async () => {
      last = (await samples('sort=agreement&order=asc')).body;
      return surveyOf(last).surveyed === expected.maps;
    });
    expect(last).toMatchObject({ total: expected.samples, valued: expected.samples });
    expect((await samples('sort=marked')).body).toMatchObject({ total: expected.samples, valued: 0 });
    const found = (last.samples as { id: number; agreement: { rho: number } }[]).map(({ id, agreement }) => [
      id,
      agreement.rho,
    ]);
    const least: { sample: number; agreement: number }[] = expected.least_agreed.rho;
    const isFirst = ({ sample }: { sample: number }, k: number) =>
      least.findIndex((one) => one.sample === sample) === k;
    const first = least.filter(isFirst).map(({ sample, agreement }) => [sample, expect.closeTo(agreement, 5)]);
    expect(found.slice(0, first.length)).toEqual(first);
    expect((await samples('sort=agreement&explainer=nobody')).status).toBe(400);
    expect((await samples(`samples=${found[2][0]},${found[0][0]}&sort=agreement&order=asc`)).body).toMatchObject({
      total: 2,
      samples: [{ id: found[0][0] }, { id: found[2][0] }],
    });
    const half = (await samples('region=0~0~0~16~16&minAgreement=-1')).body;
    expect(half.total).toBe(expected.samples);
    const etag = (await server.get('/api/jobs/photos/samples?sort=id')).headers.get('etag');
    expect((await server.get('/api/jobs/photos/samples?sort=id')).headers.get('etag')).toBe(etag);
  } finally {
    await server.stop();
  }
});

test('insight answers have an ETag of their content', async () => {
  const server = await serveJobs(copyPhotos);
  const path = '/api/jobs/photos/insight/agreement';
  try {
    await until(async () => {
      const { body } = await server.json(path);
      return body.surveyed === expected.maps && body.total === expected.maps;
    });
    const first = await server.get(path);
    const etag = first.headers.get('etag') ?? '';
    expect(await fetch(server.url + path, { headers: { 'If-None-Match': etag } })).toMatchObject({ status: 304 });
    expect((await server.json('/api/jobs/photos/insight/pairs?a=GradCAM&b=nobody')).body).toMatchObject({
      code: 'bad-parameter',
      parameter: 'b',
    });
    const known = 'Gradient, IntegratedGradients, GuidedBackprop, GradCAM, Occlusion';
    expect((await server.json('/api/jobs/photos/insight/pairs?b=GradCAM')).body).toMatchObject({
      ...{ code: 'bad-parameter', parameter: 'a', allowed: known },
      detail: `a is missing; explainers of the job: ${known}.`,
    });
    expect((await server.json('/api/jobs/nothing/insight/agreement')).status).toBe(404);
  } finally {
    await server.stop();
  }
});
