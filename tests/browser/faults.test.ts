import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect } from 'vitest';
import { EVENT_FILE, Run, simpleSample } from '../support/browser-jobs';
import { eventually, samplesShown } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';
import { until } from '../support/until';

/*
 * Faults injected into a real server: each results in a sentence on the page that names job, path, cause and next attempt; the other
 * job keeps responding; and within two reload intervals after the fault ends, the job recovers automatically.
 */

const RELOAD_MS = 500;
const PRELOAD = fileURLToPath(new URL('../faults/faulty-fs.js', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'salient-faults-'));
const PLAN = join(home, 'plan.json');
const environment = { NODE_OPTIONS: `--import=${PRELOAD}`, SALIENT_FAULTS: PLAN };

const SAMPLES = [0, 1, 2].map((id) => simpleSample(id, 0.75));

interface Rule {
  call: 'open' | 'read' | 'stat' | 'list' | 'any';
  path: string;
  code?: string;
  delay?: number;
}

const inject = (rules: Rule[], clockOffset = 0) => writeFile(PLAN, JSON.stringify({ rules, clockOffset }));
const relent = () => inject([]);

const test = testsOf(
  async (directory) => {
    await relent();
    for (const name of ['healthy', 'faulty', 'nested/moved']) {
      await (await new Run(join(directory, name)).begin()).samples(SAMPLES);
    }
  },
  ['--reload-interval', String(RELOAD_MS / 1000)],
  { environment },
);
afterEach(relent);

const alertOf = (page: Page) => page.getByRole('alert').filter({ hasText: /\S/ }).first();

/** The problem shown on the page; empty if there is none. */
const textOf = async (page: Page) => (await alertOf(page).allTextContents()).join(' ');

async function stateOf(url: string, job: string): Promise<{ status: number; state?: string; samples?: number }> {
  const response = await fetch(`${url}/api/jobs/${job}`, { signal: AbortSignal.timeout(20_000) });
  const { state, samples } = await response.json();
  return { status: response.status, state, samples };
}

async function healthyAnswers(url: string): Promise<void> {
  const response = await fetch(`${url}/api/jobs/healthy/samples`, { signal: AbortSignal.timeout(5_000) });
  expect([response.status, (await response.json()).total]).toEqual([200, SAMPLES.length]);
}

/** Complete again within two reload intervals, with a tolerance for slow machines. */
async function recovers(url: string, job: string): Promise<void> {
  const began = performance.now();
  await until(async () => (await stateOf(url, job)).samples === SAMPLES.length);
  expect(performance.now() - began).toBeLessThan(2 * RELOAD_MS + 1_000);
}

/** Replaces the event file, so that it has to be read from its start. */
async function rewrite(directory: string, job: string): Promise<void> {
  await rm(join(directory, job), { recursive: true, force: true });
  await (await new Run(join(directory, job)).begin()).samples(SAMPLES);
}

const CAUSES: [what: string, rule: Omit<Rule, 'path'>, cause: RegExp][] = [
  ['too many open files', { call: 'open', code: 'EMFILE' }, /could not be read \(EMFILE\)/],
  [
    'a file without read permission',
    { call: 'open', code: 'EACCES' },
    /cannot be read by the user that Salient runs as \(EACCES\)/,
  ],
  ['a disk that fails while it is read', { call: 'read', code: 'EIO' }, /could not be read \(EIO\)/],
  ['a stale file handle of a network file system', { call: 'read', code: 'ESTALE' }, /could not be read \(ESTALE\)/],
];

describe('an event file that cannot be read', () => {
  test.for(CAUSES)('%s', async ([, rule, cause], { visit, salient }) => {
    await inject([{ ...rule, path: '/faulty/' }]);
    await rewrite(salient.directory, 'faulty');
    // A page of the earlier job would request pictures that cannot be opened.
    await until(async () => (await stateOf(salient.url, 'faulty')).state === 'unreadable');
    const page = await visit('/jobs/faulty/saliency');
    const sentence = alertOf(page);
    await sentence.waitFor();
    await eventually(async () => cause.test((await sentence.textContent()) ?? ''), true);
    const text = (await sentence.textContent()) ?? '';
    expect(text).toContain(join(salient.directory, 'faulty', EVENT_FILE));
    expect(text).toContain('It is tried again every 0.5 s.');
    await healthyAnswers(salient.url);
    await page.goto('/');
    await page.getByRole('row').filter({ hasText: 'faulty' }).getByText('Unreadable').waitFor();

    await relent();
    await recovers(salient.url, 'faulty');
    await page.goto('/jobs/faulty/saliency');
    await eventually(async () => (await samplesShown(page)).length, SAMPLES.length);
    await eventually(() => alertOf(page).count(), 0);
  });

  test('whose disk fails after a part was read: that part stays on an open page', async ({ visit, salient }) => {
    await rewrite(salient.directory, 'faulty');
    // Pictures that load late fail too, and are requested again.
    const page = await visit('/jobs/faulty/saliency', { expected: [/503 \(Service Unavailable\)/] });
    await eventually(async () => (await samplesShown(page)).length, SAMPLES.length);
    await inject([{ call: 'any', path: '/faulty/', code: 'EIO' }]);
    await eventually(async () => /faulty could not be read \(EIO\).* again every 0.5 s/.test(await textOf(page)), true);
    expect((await samplesShown(page)).length).toBe(SAMPLES.length);
    await healthyAnswers(salient.url);
    await relent();
    await recovers(salient.url, 'faulty');
    await eventually(() => alertOf(page).count(), 0);
  });
});

test('a worker that dies while loading: all jobs are loaded again', async ({ visit, salient }) => {
  await inject([{ call: 'read', path: '/faulty/', code: 'EXIT' }]);
  await rewrite(salient.directory, 'faulty');
  const page = await visit('/jobs/faulty/saliency', { expected: [/503/] });
  await alertOf(page).waitFor();
  const sentence = `The indexing worker stopped (it exited) while processing ${join(salient.directory, 'faulty')}`;
  await eventually(async () => (await textOf(page)).startsWith(sentence), true);
  await eventually(async () => /\. The job is being reloaded\./.test(await textOf(page)), true);
  await relent();
  await recovers(salient.url, 'faulty');
  await recovers(salient.url, 'healthy');
  await eventually(() => alertOf(page).count(), 0);
});

test('a slow file system does not delay requests for other jobs', async ({ visit, salient }) => {
  await inject([{ call: 'any', path: '/faulty/', delay: 2_000 }]);
  await rewrite(salient.directory, 'faulty');
  for (let time = 0; time < 5; time++) {
    const began = performance.now();
    await healthyAnswers(salient.url);
    expect(performance.now() - began).toBeLessThan(1_500);
  }
  const page = await visit('/jobs/healthy/saliency');
  await eventually(async () => (await samplesShown(page)).length, SAMPLES.length);
  await relent();
  await until(async () => (await stateOf(salient.url, 'faulty')).samples === SAMPLES.length);
});

test.for([86_400_000, -86_400_000, 10 * 365 * 86_400_000])(
  'a clock that jumps by %d ms does not affect reading',
  async (offset, { salient }) => {
    await inject([], offset);
    await rewrite(salient.directory, 'faulty');
    await recovers(salient.url, 'faulty');
    await new Run(join(salient.directory, 'faulty')).samples([simpleSample(3, 0.75)]);
    await until(async () => (await stateOf(salient.url, 'faulty')).samples === SAMPLES.length + 1);
    await relent();
    await rewrite(salient.directory, 'faulty');
    await recovers(salient.url, 'faulty');
  },
);

test('a directory that is renamed while it is read disappears under its old name, and appears under the new one', async ({
  visit,
  salient,
}) => {
  const page = await visit('/jobs/nested~moved/saliency', { expected: [/404/] });
  await eventually(async () => (await samplesShown(page)).length, SAMPLES.length);
  await rename(join(salient.directory, 'nested/moved'), join(salient.directory, 'nested/renamed'));
  await page
    .getByText(
      'There is no explain job nested/moved below the base directory; it may have been moved or deleted. It is searched for again every 0.5 s.',
      { exact: true },
    )
    .waitFor();
  await recovers(salient.url, 'nested~renamed');
  await rename(join(salient.directory, 'nested/renamed'), join(salient.directory, 'nested/moved'));
  await recovers(salient.url, 'nested~moved');
  await eventually(() => alertOf(page).count(), 0);
});

test('on a slow disk the list is shown at once, and previews as soon as possible', async ({ visit, salient }) => {
  await rewrite(salient.directory, 'faulty');
  await recovers(salient.url, 'faulty');
  await inject([{ call: 'open', path: '/faulty/', delay: 2_500 }]);
  const page = await visit('/');
  const row = page.getByRole('row').filter({ hasText: 'faulty' });
  await row.waitFor();
  expect(await row.locator('img').count()).toBe(0);
  await row.locator('img').first().waitFor({ timeout: 6_000 });
});

test('a base directory that is temporarily missing, such as a mount: the list says so, and when it scans again', async ({
  visit,
  salient,
}) => {
  const page = await visit('/');
  await page.getByRole('row').filter({ hasText: 'healthy' }).waitFor();
  const previews = page.locator('img[src*="/thumbnail/"]');
  const complete = () =>
    previews.evaluateAll((images) => images.every((image) => image instanceof HTMLImageElement && image.complete));
  await eventually(() => previews.count(), 3 * SAMPLES.length); // requested after the directory was removed, they return 404
  await eventually(complete, true);
  const away = `${salient.directory}_away`;
  await rename(salient.directory, away);
  await alertOf(page).waitFor();
  const text = (await alertOf(page).textContent()) ?? '';
  expect(text).toContain(`${salient.directory} does not exist`);
  expect(text).toContain('It is tried again every 0.5 s.');
  await rename(away, salient.directory);
  await recovers(salient.url, 'healthy');
  await eventually(() => alertOf(page).count(), 0);
});
