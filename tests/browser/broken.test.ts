import { appendFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { Run, simpleSample } from '../support/browser-jobs';
import { eventually, jobRow, jobsShown, mapsDrawn, samplesShown } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';
import { eventFile } from '../support/event-writer';

/* The messages about damaged files; all other jobs keep working. */

const SAMPLES = [simpleSample(0, 0.75), simpleSample(1, 0.625), simpleSample(2, 0.875)];
const SHOWN = [2, 0, 1];
/** Number of available bytes of an incomplete record. */
const PART = 20;
const LAST = eventFile([{ sampleId: 3, imagePath: '_explain_1700000000/origin_images/0/2.jpg' }]);
const OTHERS = ['fine_1', 'fine_2'];

/** Where the last complete record of each job ends, bytes. */
const wholeUntil = new Map<string, number>();

async function makeRun(directory: string, job: string): Promise<Run> {
  const run = await new Run(join(directory, job), ['GradCAM']).begin();
  await run.samples(SAMPLES);
  wholeUntil.set(job, (await stat(run.file)).size);
  return run;
}

async function cutOff(directory: string, job: string): Promise<Run> {
  const run = await makeRun(directory, job);
  await appendFile(run.file, LAST.subarray(0, PART));
  return run;
}

const test = testsOf(async (directory) => {
  for (const job of OTHERS) await makeRun(directory, job);
  await cutOff(directory, 'cut_live');
  await (await cutOff(directory, 'cut_over')).end();
  await (await cutOff(directory, 'cut_silent')).age(11);

  const flipped = await makeRun(directory, 'flipped');
  const content = await readFile(flipped.file);
  await appendFile(flipped.file, eventFile([{ sampleId: 3, imagePath: 'a.jpg' }]));
  const spoilt = await readFile(flipped.file);
  spoilt[content.length + 14] ^= 1;
  await writeFile(flipped.file, spoilt);

  const empty = await makeRun(directory, 'empty');
  await writeFile(empty.file, '');
  const garbage = await makeRun(directory, 'garbage');
  await writeFile(garbage.file, 'This is a letter to nobody in particular, and no event file at all.');
  await makeRun(directory, 'deleted');
});

const alert = (page: Page) => page.getByRole('alert').filter({ hasText: /\S/ });

/** The sentence below the top bar. */
const sentence = (page: Page): Promise<string | null> => alert(page).textContent();

/** The status in the top bar. */
async function stateOf(page: Page): Promise<string | undefined> {
  const status = await page.getByRole('button', { name: /^Status:/ }).textContent();
  return /^Status:\s*(\w+)/.exec(status ?? '')?.[1];
}

/** The other jobs are listed and complete. */
async function othersAreFine(page: Page): Promise<void> {
  for (const job of OTHERS) {
    await page.goto(`/jobs/${job}/saliency`);
    await eventually(() => samplesShown(page), SHOWN);
    expect(await stateOf(page)).toBe('Live');
    await mapsDrawn(page, 2);
    expect(await alert(page).count()).toBe(0);
  }
  await page.goto('/?q=fine');
  await eventually(() => jobsShown(page).then((jobs) => jobs.sort()), OTHERS);
  for (const job of OTHERS) await jobRow(page, job).getByText('Live').waitFor();
}

describe('a record is truncated at the end of the file', () => {
  test('during the run: Salient waits for the rest, and continues automatically', async ({ visit, salient }) => {
    const page = await visit('/jobs/cut_live/saliency');
    await eventually(() => samplesShown(page), SHOWN);
    expect(await stateOf(page)).toBe('Live');
    expect(await alert(page).count()).toBe(0);
    await page.getByRole('button', { name: /^Status:/ }).click();
    await page.getByRole('dialog').getByText(`Waiting for the rest of a record: ${PART} B received`).waitFor();
    await page.keyboard.press('Escape');

    await appendFile(new Run(join(salient.directory, 'cut_live')).file, LAST.subarray(PART));
    await eventually(() => samplesShown(page), [...SHOWN, 3]);
  });

  test('and nothing was written for ten minutes: the run has stalled', async ({ visit }) => {
    const page = await visit('/jobs/cut_silent/saliency');
    await eventually(() => samplesShown(page), SHOWN);
    expect(await stateOf(page)).toBe('Stalled');
    await page.getByRole('button', { name: /^Status:/ }).click();
    const details = page.getByRole('dialog');
    await details.getByText(`Waiting for the rest of a record: ${PART} B received`).waitFor();
    await details.getByText('No manifest covers all of the events, and none were written for ten minutes.').waitFor();
  });

  test('although the run has ended: the sentence says where, and what is kept', async ({ visit }) => {
    const page = await visit('/jobs/cut_over/saliency');
    const end = wholeUntil.get('cut_over') ?? 0;
    expect(await sentence(page)).toBe(
      `The run has ended, but its event file ends at byte ${end + PART} inside the record that begins at byte ${end}. The 3 samples before it are kept.`,
    );
    expect(await stateOf(page)).toBe('Damaged');
    await eventually(() => samplesShown(page), SHOWN);
    await othersAreFine(page);
  });
});

test('a flipped byte: the sentence names its record, and the samples before it are shown', async ({ visit }) => {
  const page = await visit('/jobs/flipped/saliency');
  const text = await sentence(page);
  expect(text).toContain(`byte ${wholeUntil.get('flipped')} of the event file`);
  expect(text).toMatch(
    /checksum of a record of \d+ bytes does not match \(stored 0x[0-9a-f]{8}, computed 0x[0-9a-f]{8}\)/,
  );
  expect(text).toMatch(/The 3 samples before it are kept\.$/);
  expect(await stateOf(page)).toBe('Damaged');
  await eventually(() => samplesShown(page), SHOWN);
  await mapsDrawn(page, 2);

  await page.getByRole('button', { name: /^Status:/ }).click();
  await page.getByRole('dialog').getByRole('heading', { name: '1 problem' }).waitFor();
  await page
    .getByRole('dialog')
    .getByRole('listitem')
    .filter({ hasText: text ?? '' })
    .waitFor();
  await othersAreFine(page);
});

test('an empty file: the page says that it is empty', async ({ visit }) => {
  const page = await visit('/jobs/empty/saliency');
  await page.getByText('This job has no samples yet.').waitFor();
  await page.getByText('The event file is empty.').waitFor();
  expect(await samplesShown(page)).toEqual([]);
  await othersAreFine(page);
});

test('garbage: the sentence says that nothing can be read', async ({ visit }) => {
  const page = await visit('/jobs/garbage/saliency');
  const text = await alert(page).first().textContent();
  expect(text).toMatch(/^At byte 0 of the event file/);
  expect(text).toMatch(/There is no sample before it\.$/);
  expect(await stateOf(page)).toBe('Damaged');
  expect(await samplesShown(page)).toEqual([]);
  await othersAreFine(page);
});

describe('the directory of an open job is deleted', () => {
  test('the page says so, and what was read stays visible', async ({ visit, salient }) => {
    const page = await visit('/jobs/deleted/saliency', { expected: [/404 \(Not Found\)/] });
    await eventually(() => samplesShown(page), SHOWN);
    await mapsDrawn(page, SAMPLES.length);
    await rm(join(salient.directory, 'deleted'), { recursive: true });
    await page
      .getByText(
        'There is no explain job deleted below the base directory; it may have been moved or deleted. It is searched for again every 0.5 s.',
        { exact: true },
      )
      .waitFor();
    expect(await samplesShown(page)).toEqual(SHOWN);
  });

  test('and a later visit of its URL says so; the list has all other jobs', async ({ visit, salient }) => {
    await rm(join(salient.directory, 'deleted'), { recursive: true, force: true });
    const page = await visit('/', { expected: [/404 \(Not Found\)/] });
    const others = ['cut_live', 'cut_over', 'cut_silent', 'empty', 'fine_1', 'fine_2', 'flipped', 'garbage'];
    await eventually(() => jobsShown(page).then((jobs) => jobs.sort()), others);
    const answer = await page.goto('/jobs/deleted/saliency');
    expect(answer?.status()).toBe(404);
    await page.getByText('Page not found').waitFor();
    await othersAreFine(page);
  });
});

test('the list shows the problem of every damaged job, once it was read', async ({ visit }) => {
  const page = await visit('/jobs/flipped/saliency');
  for (const job of ['garbage', 'cut_over']) await page.goto(`/jobs/${job}/saliency`);
  await page.goto('/');
  for (const job of ['flipped', 'garbage', 'cut_over']) {
    const status = jobRow(page, job).getByText('Damaged');
    await status.waitFor();
    expect(await status.getAttribute('title')).toContain(`byte ${job === 'garbage' ? 0 : wholeUntil.get(job)}`);
  }
});
