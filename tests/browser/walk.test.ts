import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import {
  addressOf,
  chooseLabels,
  eventually,
  jobLinks,
  jobsShown,
  samplesShown,
  select,
  typeToggle,
} from '../support/browser-pages';
import {
  expectedIds,
  makeShowcase,
  makeSmallJobs,
  SHOWCASE,
  SHOWCASE_KEY,
  SMALL_JOBS,
  smallJob,
} from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

const test = testsOf(async (directory) => {
  await makeShowcase(directory);
  await makeSmallJobs(directory);
});

/** All jobs, most recently written first. */
const ALL_JOBS = [SHOWCASE, ...Array.from({ length: SMALL_JOBS }, (_, index) => smallJob(index + 1))];
const DOG = 1;
const saliency = `/jobs/${SHOWCASE_KEY}/saliency`;

type Rows = string[] | number[];

/** A step of the walk: the URL, and what is visible. */
interface Stop {
  address: string;
  rows: Rows;
  look: (page: Page) => Promise<Rows>;
}

async function arrive(page: Page, { address, rows, look }: Stop): Promise<void> {
  await eventually(() => addressOf(page), address);
  await eventually(() => look(page), rows);
}

/** The steps from the list to the second page of a filtered job, one for each entry of the browser's history. */
const WAY: { step: (page: Page) => Promise<unknown>; stop: Stop }[] = [
  {
    step: (page) => page.getByRole('link', { name: 'Page 2' }).click(),
    stop: { address: '/?page=2', rows: ALL_JOBS.slice(20, 40), look: jobsShown },
  },
  {
    step: (page) => page.getByRole('searchbox', { name: 'Search jobs' }).pressSequentially('show'),
    stop: { address: '/?q=show', rows: [SHOWCASE], look: jobsShown },
  },
  {
    step: (page) => jobLinks(page).first().click(),
    stop: { address: saliency, rows: expectedIds().slice(0, 5), look: samplesShown },
  },
  {
    step: (page) => chooseLabels(page, 'dog'),
    stop: { address: `${saliency}?labels=1`, rows: expectedIds({ label: DOG }).slice(0, 5), look: samplesShown },
  },
  {
    step: (page) => typeToggle(page, 'TP').click(),
    stop: {
      address: `${saliency}?labels=1&types=FN,FP`,
      rows: expectedIds({ label: DOG, types: ['FN', 'FP'] }).slice(0, 5),
      look: samplesShown,
    },
  },
  {
    step: (page) => typeToggle(page, 'FP').click(),
    stop: {
      address: `${saliency}?labels=1&types=FN`,
      rows: expectedIds({ label: DOG, types: ['FN'] }).slice(0, 5),
      look: samplesShown,
    },
  },
  {
    step: (page) => page.getByRole('link', { name: 'Next page' }).click(),
    stop: {
      address: `${saliency}?labels=1&types=FN&page=2`,
      rows: expectedIds({ label: DOG, types: ['FN'] }).slice(5, 10),
      look: samplesShown,
    },
  },
];

declare global {
  interface Window {
    releaseFrames: () => void;
  }
}

/** Runs in the page before its own scripts: delays all animation frame callbacks until frames are released. */
function holdFrames(): void {
  const request = window.requestAnimationFrame.bind(window);
  const held: FrameRequestCallback[] = [];
  window.requestAnimationFrame = (call) => held.push(call);
  window.releaseFrames = () => {
    window.requestAnimationFrame = request;
    for (const call of held) request(call);
  };
}

describe('a walk from the list to the second page of a filtered job', () => {
  test('and back by the back button, step by step, to page 2 of the list', async ({ visit }) => {
    const page = await visit('/');
    await eventually(() => jobsShown(page), ALL_JOBS.slice(0, 20));
    for (const { step, stop } of WAY) {
      await step(page);
      await arrive(page, stop);
    }
    for (const { stop } of WAY.slice(0, -1).reverse()) {
      await page.goBack();
      await arrive(page, stop);
    }
  });

  test('and forward again by the forward button', async ({ visit }) => {
    const page = await visit(saliency);
    const inJob = WAY.slice(3);
    for (const { step, stop } of inJob) {
      await step(page);
      await arrive(page, stop);
    }
    for (const _ of inJob) await page.goBack();
    await eventually(() => addressOf(page), saliency);
    for (const { stop } of inJob) {
      await page.goForward();
      await arrive(page, stop);
    }
  });

  test.for(WAY.map(({ stop }) => stop))('and $address can be shared', async (stop, { visit }) => {
    await arrive(await visit(stop.address), stop);
  });
});

test('the rows of one URL never appear under another one, however early a filter is set', async ({ visit }) => {
  const page = await visit(saliency, { before: holdFrames });
  await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
  await typeToggle(page, 'TP').dispatchEvent('click');
  await eventually(() => samplesShown(page), expectedIds({ types: ['FN', 'FP'] }).slice(0, 5));
  const answered = page.waitForResponse(/\/samples\?/);
  await page.evaluate(() => window.releaseFrames());
  await answered;
  await page.goBack();
  await arrive(page, { address: saliency, rows: expectedIds().slice(0, 5), look: samplesShown });
});

test('ten changes of the filter are ten steps back, and forward', async ({ visit }) => {
  const page = await visit(saliency);
  const addresses = [addressOf(page)];
  const change = async (act: () => Promise<unknown>) => {
    const before = addressOf(page);
    await act();
    await eventually(() => addressOf(page) !== before, true);
    addresses.push(addressOf(page));
  };
  const sizes = ['2 per page', '25 per page'];
  for (const size of sizes) {
    await change(() => select(page, 'Rows per page', size));
    await change(() => typeToggle(page, 'FP').click());
    await change(() => select(page, 'Sort', 'Uncertainty'));
    await change(() => page.getByRole('button', { name: /Reverse$/ }).click());
    await change(() => select(page, 'Sort', 'Confidence'));
  }
  expect(addresses).toHaveLength(11);
  for (const address of addresses.slice(0, -1).reverse()) {
    await page.goBack();
    await eventually(() => addressOf(page), address);
  }
  await eventually(() => samplesShown(page), expectedIds().slice(0, 5));
  for (const address of addresses.slice(1)) {
    await page.goForward();
    await eventually(() => addressOf(page), address);
  }
  const shown = await samplesShown(page);
  await page.reload();
  await eventually(() => samplesShown(page), shown);
});

describe('the first paint has the data, without JavaScript', () => {
  test('the list', async ({ visit }) => {
    const page = await visit('/?page=2', { javaScriptEnabled: false });
    expect(await jobsShown(page)).toEqual(ALL_JOBS.slice(20, 40));
    expect(await page.getByRole('row', { name: /run_20/ }).isVisible()).toBe(true);
  });

  test('the samples of a job', async ({ visit }) => {
    const page = await visit(`${saliency}?labels=1&types=FN`, { javaScriptEnabled: false });
    expect(await samplesShown(page)).toEqual(expectedIds({ label: DOG, types: ['FN'] }).slice(0, 5));
    expect(await page.getByText('1–5 of 6 · 40 in all').isVisible()).toBe(true);
    expect(await page.locator('[aria-busy=true]:not([data-frame] *)').count()).toBe(0);
  });

  test('one sample', async ({ visit }) => {
    const page = await visit(`/jobs/${SHOWCASE_KEY}/samples/18`, { javaScriptEnabled: false });
    expect(await page.getByRole('heading', { name: 'Sample 18' }).isVisible()).toBe(true);
    expect(await page.getByText('lamp').isVisible()).toBe(true);
  });

  test('the scores', async ({ visit }) => {
    const page = await visit(`/jobs/${SHOWCASE_KEY}/evaluation`, { javaScriptEnabled: false });
    const faithfulness = page.getByRole('row', { name: /^Faithfulness/ }).getByRole('cell');
    expect((await faithfulness.allTextContents()).slice(1)).toEqual(['0.2500', '0.3750', 'best0.5000']);
  });
});
