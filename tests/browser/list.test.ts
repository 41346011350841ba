import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { DATA } from '../support/browser-jobs';
import { addressOf, eventually, jobRow, jobsShown, select } from '../support/browser-pages';
import { makeShowcase, makeSmallJobs, SHOWCASE, SHOWCASE_KEY, SMALL_JOBS, smallJob } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The list of jobs: sort, pages, search, and the links of a row. */

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeSmallJobs(directory);
  await rm(join(directory, smallJob(42), DATA, 'heatmap'), { recursive: true });
});

const SMALL = Array.from({ length: SMALL_JOBS }, (_, index) => smallJob(index + 1));
const LATEST_FIRST = [SHOWCASE, ...SMALL];

describe('the order', () => {
  test('is that of the clicked column header, and is reversed by a second click', async ({ visit }) => {
    const page = await visit('/');
    const head = (name: string) => page.getByRole('columnheader', { name });
    expect(await head('Updated').getAttribute('aria-sort')).toBe('descending');
    await eventually(() => jobsShown(page), LATEST_FIRST.slice(0, 20));

    await head('Updated').getByRole('button').click();
    await eventually(() => jobsShown(page), LATEST_FIRST.toReversed().slice(0, 20));
    await eventually(() => addressOf(page), '/?order=asc');

    await head('Job').getByRole('button').click();
    await eventually(() => jobsShown(page), [SHOWCASE, ...SMALL].slice(0, 20));
    await eventually(() => addressOf(page), '/?order=asc&sort=path');
    expect(await head('Job').getAttribute('aria-sort')).toBe('ascending');
    expect(await head('Updated').getAttribute('aria-sort')).toBeNull();

    await head('Job').getByRole('button').click();
    await eventually(() => jobsShown(page), SMALL.toReversed().slice(0, 20));
    await eventually(() => addressOf(page), '/?sort=path');

    await head('Size').getByRole('button').click();
    await eventually(async () => (await jobsShown(page))[0], SHOWCASE);
    await page.goBack();
    await eventually(() => jobsShown(page), SMALL.toReversed().slice(0, 20));
  });
});

describe('the pages', () => {
  test('are prefetched when the pointer rests on their link', async ({ visit }) => {
    const page = await visit('/');
    await eventually(() => jobsShown(page), LATEST_FIRST.slice(0, 20));
    const requested: string[] = [];
    page.on('request', (request) => {
      const number = /\/api\/jobs\?.*page=(\d+)/.exec(request.url())?.[1];
      if (number !== undefined) requested.push(number);
    });
    const pages = page.getByRole('navigation', { name: 'Pages' });
    await pages.getByRole('link', { name: 'Next' }).hover();
    await eventually(() => requested, ['2']);
    await pages.getByRole('link', { name: 'Next' }).click();
    await eventually(() => jobsShown(page), LATEST_FIRST.slice(20, 40));
  });

  test('have the selected size, and changing it goes to the first page', async ({ visit }) => {
    const page = await visit('/?page=3');
    await eventually(() => jobsShown(page), LATEST_FIRST.slice(40));
    for (const size of [10, 50]) {
      await select(page, 'Rows per page', `${size} per page`);
      await eventually(() => jobsShown(page), LATEST_FIRST.slice(0, size));
      await eventually(() => addressOf(page), `/?size=${size}`);
    }
    await page.getByText('1–45 of 45').waitFor();
  });

  test('past the end have a message, different from that of an empty list', async ({ visit }) => {
    const page = await visit('/?page=99');
    await page.getByText('Page 99 does not exist.').waitFor();
    expect(await page.getByText(/There is no explain job/).count()).toBe(0);
  });
});

describe('the search', () => {
  test('matches all words anywhere in the path, and has a message for no matches', async ({ visit }) => {
    const page = await visit('/?page=2');
    const field = page.getByRole('searchbox', { name: 'Search jobs' });
    await field.fill('CASE night');
    await eventually(() => jobsShown(page), [SHOWCASE]);
    await field.fill('unicorn');
    await page.getByText('No job matches “unicorn”.').waitFor();
    expect(await page.getByRole('columnheader', { name: 'Updated' }).isVisible()).toBe(true);
    await page.getByText(`None · ${LATEST_FIRST.length} in all`).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Clear the search' }).last().click();
    await eventually(() => jobsShown(page), LATEST_FIRST.slice(0, 20));
    expect(await field.inputValue()).toBe('');
  });
});

test('typing dims non-matching rows before the server responds', async ({ visit }) => {
  const page = await visit('/');
  let answer = () => {};
  const isRequested = new Promise<void>((resolve) => {
    const isHeld = new Promise<void>((resolve) => {
      answer = resolve;
    });
    void page.route(/\/api\/jobs\?.*q=showcase/, async (route) => {
      resolve();
      await isHeld;
      await route.continue();
    });
  });
  await page.getByRole('searchbox', { name: 'Search jobs' }).fill('showcase');
  await isRequested;
  const dimmed = page.locator('tr[data-unmatched]');
  await eventually(() => dimmed.count(), 19);
  expect(await jobRow(page, 'nightly/ showcase').getAttribute('data-unmatched')).toBeNull();
  answer();
  await eventually(() => jobsShown(page), [SHOWCASE]);
  expect(await dimmed.count()).toBe(0);
});

describe('a row', () => {
  test('links to its views, and shows originals of its job', async ({ visit }) => {
    const page = await visit('/');
    const row = jobRow(page, 'nightly/ showcase');
    const thumbnails = row.locator('img');
    await eventually(() => thumbnails.count(), 4);
    const widths = () =>
      thumbnails.evaluateAll((images) =>
        images.map((image) => image instanceof HTMLImageElement && image.naturalWidth),
      );
    await eventually(widths, [96, 96, 96, 96]);

    await row.getByRole('link', { name: 'Evaluation' }).click();
    await eventually(() => addressOf(page), `/jobs/${SHOWCASE_KEY}/evaluation`);
    await page
      .getByRole('columnheader', { name: /GradCAM/ })
      .first()
      .waitFor();
    await page.goBack();
    // The whole row is a link: it covers the cells.
    await row.getByRole('cell', { name: '40', exact: true }).click({ force: true });
    await eventually(() => addressOf(page), `/jobs/${SHOWCASE_KEY}/saliency`);
  });

  test('shows its counts automatically, and that no scores were recorded', async ({ visit }) => {
    const page = await visit('/?q=run_44');
    const row = jobRow(page, smallJob(44));
    await eventually(
      () =>
        row
          .getByRole('cell')
          .allTextContents()
          .then((cells) => cells.slice(2, 5)),
      ['2', '2', '1'],
    );
    await row.getByText('Complete', { exact: true }).waitFor();
    await row.getByTitle('The run has written its manifest, and all records have been read.').waitFor();
    expect(await row.getByRole('link', { name: 'Evaluation' }).count()).toBe(0);
    expect(await row.getByTitle('No scores were recorded').count()).toBe(1);
  });

  test.for([
    {
      scheme: 'light',
      locale: 'en-GB',
      width: 1440,
      short: '2 pictures missing',
      long: '2 of 4 pictures are missing.',
    },
    { scheme: 'dark', locale: 'zh-CN', width: 390, short: '缺少 2 张图片', long: '4 张图片中缺少 2 张。' },
  ] as const)('tells how many pictures are missing, as do its views ($locale, $width px)', async (look, { visit }) => {
    const { scheme: colorScheme, locale, width, short, long } = look;
    const page = await visit('/?q=run_42', { colorScheme, locale, viewport: { width, height: 900 } });
    const row = jobRow(page, smallJob(42));
    await row.getByText(short, { exact: true }).waitFor();
    expect(await row.getByTitle(long).count()).toBe(1);
    expect(await row.locator('.bg-good').count()).toBe(0);
    expect(await findings(page)).toEqual([]);
    await page.goto(`/jobs/${smallJob(42)}/evaluation`);
    await page.getByRole('status').getByText(long).waitFor();
    expect(await findings(page)).toEqual([]);
  });
});
