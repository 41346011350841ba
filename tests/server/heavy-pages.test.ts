import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOSTILE_JOBS } from '../hostile/jobs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* What the server renders of jobs with very many explainers: all requests share its thread, so the browser renders the rest. */

const JOBS = {
  maps: 'maps of two hundred explainers',
  scores: 'a million benchmarks',
  labels: 'a spread over a thousand labels',
};

let server: ServedDirectory;
beforeAll(async () => {
  server = await serveJobs(async (base) => {
    for (const [path, name] of Object.entries(JOBS)) await HOSTILE_JOBS.get(name)?.(join(base, path));
  });
  for (const path of Object.keys(JOBS))
    await until(
      async () => !['loading', undefined].includes((await server.json(`/api/jobs/${path}`)).body.state as string),
    );
});
afterAll(() => server.stop());

const page = async (path: string) => {
  const response = await server.get(path);
  expect(response.status).toBe(200);
  return response.text();
};

test('of two hundred explainers one row of five is rendered', async () => {
  const html = await page('/jobs/maps/saliency');
  expect(html.match(/<figure/g)).toHaveLength(200);
  // The browser has the others at once.
  expect(html).toContain('/api/jobs/maps/samples?');
});

test('of a sample with a thousand labels none is rendered', async () => {
  const html = await page('/jobs/labels/samples/1');
  expect(html).toContain('/jobs/labels/saliency');
  expect(html).not.toContain('<ul aria-label="Labels"');
});

test('of ten thousand scores none is rendered', async () => {
  const html = await page('/jobs/scores/evaluation');
  expect(html).not.toContain('<table');
});
