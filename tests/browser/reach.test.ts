import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { EXTREME_SAMPLES, EXTREMES, type Extreme, longName, makeExtremes } from '../support/browser-edge-jobs';
import { eventually, maps } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

/* For every job and window width, each map can be scrolled into view and no page is wider than the window. */

const test = testsOf(makeExtremes);
const WIDTHS = [390, 720, 1024, 1440, 2560];
const HEIGHT = 900;

const saliency = ({ name }: Extreme) => `/jobs/${name}/saliency?sort=id&order=asc`;

/** The job with this name. */
function extreme(name: string): Extreme {
  const found = EXTREMES.find((job) => job.name === name);
  if (!found) throw new Error(`There is no job ${name}.`);
  return found;
}

/** How much wider the page is than the window, pixels. */
const excess = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Waits until the layout of a resized window has been measured. */
const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Moves the focus along the first row by arrow keys; returns the maps that are covered, or not fully visible, when focused. */
const unreached = (page: Page, count: number): Promise<string[]> =>
  page.evaluate((steps) => {
    const missed: string[] = [];
    document.querySelector<HTMLElement>('[data-map] button')?.focus();
    for (let step = 0; step < steps; step++) {
      const press = new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true });
      if (step > 0) document.activeElement?.dispatchEvent(press);
      const button = document.activeElement;
      if (!(button instanceof HTMLButtonElement)) return [`${button?.tagName} has the focus`];
      const { left, right, top, bottom } = button.getBoundingClientRect();
      const isSeen = [left + 2, (left + right) / 2, right - 2].every(
        (x) => document.elementFromPoint(x, top + 2)?.closest('button') === button,
      );
      if (!isSeen || bottom > innerHeight + 1) missed.push(`${button.ariaLabel} from ${left} to ${right}`);
    }
    const last = document.activeElement?.closest<HTMLElement>('[data-map]');
    const all = last?.closest('[data-row]')?.querySelectorAll('[data-map]');
    return last === all?.[steps - 1] ? missed : [...missed, 'The last map was not reached.'];
  }, count);

/** Clicks the button that scrolls to more columns until there are no more. */
async function stepToTheEnd(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'Explainers to the right' });
  for (let presses = 0; (await more.count()) > 0; presses++) {
    if (presses > 30) throw new Error('The columns have no end.');
    await more.click();
    await settled(page);
  }
}

describe('every map can be scrolled into view, and no page is wider than its window', () => {
  test.for(EXTREMES)('of the job $name', async (job, { visit }) => {
    const count = job.explainers.length;
    const page = await visit(saliency(job));
    await eventually(() => maps(page).count(), count * EXTREME_SAMPLES);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: HEIGHT });
      await settled(page);
      expect(await excess(page), `${width} px`).toBe(0);
      await eventually(() => unreached(page, count), []);
      // Back to the first column, then by mouse to the last one.
      await page.locator('[data-column] button').first().focus();
      await settled(page);
      await stepToTheEnd(page);
      const last = page.getByRole('figure').nth(count - 1);
      const box = await last.getByRole('button').boundingBox();
      expect(box && box.x + box.width, `${width} px`).toBeLessThanOrEqual(width);
    }
  });

  test.for(['twenty-four', 'long-names'])(
    'on the page of a sample of %s, and on the stage',
    async (name, { visit }) => {
      const { explainers } = extreme(name);
      const page = await visit(`/jobs/${name}/samples/0`);
      const stage = page.getByRole('dialog', { name: 'Sample 0, large' });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        await settled(page);
        expect(await excess(page), `${width} px`).toBe(0);
        await eventually(() => unreached(page, explainers.length), []);
        await page.keyboard.press('Enter');
        await stage.waitFor();
        expect(await maps(stage).count()).toBe(explainers.length + 1);
        const original = await stage.getByRole('img', { name: 'Original of sample 0' }).boundingBox();
        expect(Math.min(original?.width ?? 0, original?.height ?? 0), `${width} px`).toBeGreaterThan(60);
        const thumbnail = stage.getByRole('figure').last();
        await thumbnail.scrollIntoViewIfNeeded();
        expect(original).toEqual(await stage.getByRole('img', { name: 'Original of sample 0' }).boundingBox());
        expect((await thumbnail.boundingBox())?.y).toBeLessThan(HEIGHT);
        await eventually(() => stage.evaluate((dialog) => dialog.contains(document.activeElement)), true);
        await page.keyboard.press('Escape');
        await stage.waitFor({ state: 'detached' });
      }
    },
  );
});

describe('axe reports no violations', () => {
  test.for([
    { name: 'twelve', width: 390, colorScheme: 'light' as const, locale: 'en-GB' },
    { name: 'six', width: 1024, colorScheme: 'dark' as const, locale: 'zh-CN' },
    { name: 'right-to-left', width: 720, colorScheme: 'light' as const, locale: 'zh-CN' },
    { name: 'long-names', width: 1440, colorScheme: 'dark' as const, locale: 'en-GB' },
  ])('on $name at $width px', async ({ name, width, colorScheme, locale }, { visit }) => {
    const viewport = { width, height: HEIGHT };
    const page = await visit(saliency(extreme(name)), { viewport, colorScheme, locale });
    expect(await findings(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await page.goto(`/jobs/${name}/saliency?stage=0`);
    await page.getByRole('dialog').waitFor();
    expect(await findings(page)).toEqual([]);
  });
});

/** Controls in the grid that are smaller than 24 by 24 pixels. */
const smallTargets = (page: Page): Promise<string[]> =>
  page.locator('.map-grid :is(button, a)').evaluateAll((controls) =>
    controls
      .filter((control) => {
        const { width, height } = control.getBoundingClientRect();
        return width > 0 && Math.min(width, height) < 23.5;
      })
      .map((control) => `${control.ariaLabel ?? control.textContent} ${control.getBoundingClientRect().height}`),
  );

/** The explainers of the columns, in display order. */
const columns = (page: Page): Promise<string[]> =>
  page
    .locator('[data-column]')
    .evaluateAll((all) => all.map((column) => column.querySelector('button')?.title.split('\n')[0] ?? ''));

/** Widths of the maps, pixels. */
const mapWidth = async (page: Page): Promise<number> => (await maps(page).first().boundingBox())?.width ?? 0;

/** The displayed number of visible explainers. */
const inView = (page: Page, text: string): Locator => page.locator('[data-in-view]:visible').filter({ hasText: text });

const heading = (page: Page, name: string): Locator => page.locator('[data-column]').getByRole('button', { name });

describe('columns', () => {
  const address = saliency(extreme('six'));

  test('fit the window by default if they are at least 96 pixels wide, else by an option', async ({ visit }) => {
    const page = await visit(saliency(extreme('twelve')));
    const fit = page.getByRole('button', { name: 'Fit' });
    await inView(page, '8 of 12 explainers').waitFor();
    expect(await fit.getAttribute('aria-pressed')).toBe('false');
    await fit.click();
    await page.getByText('threshold 0.5').waitFor();
    const fitted = await mapWidth(page);
    expect(fitted).toBeGreaterThan(64);
    expect(fitted).toBeLessThan(96);
    await page.setViewportSize({ width: 1024, height: HEIGHT });
    await eventually(() => mapWidth(page), 64);
    // A row is as high as its maps, or as the id of its sample with one label.
    const rowHeight = async () => (await page.locator('[data-row]').first().boundingBox())?.height ?? 0;
    await eventually(async () => (await rowHeight()) <= 64 + 21, true);
    await page.goto(`/jobs/one/saliency`);
    await page.setViewportSize({ width: 2560, height: HEIGHT });
    await eventually(async () => (await mapWidth(page)) > 2560 / 4, true);
    await page.setViewportSize({ width: 1024, height: HEIGHT });
    await page.goto(address);
    expect(await mapWidth(page)).toBeGreaterThan(96);
    expect(await fit.getAttribute('aria-pressed')).toBe('true');
  });

  test('are moved and pinned by keys; their order is in the URL and applies to every view', async ({ visit }) => {
    const page = await visit(address);
    await heading(page, 'RISE').focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await eventually(async () => (await columns(page)).slice(0, 3), ['GradCAM', 'RISE', 'IntegratedGradients']);
    expect(await heading(page, 'RISE').evaluate((button) => button === document.activeElement)).toBe(true);
    await heading(page, 'SmoothGrad').focus();
    await page.keyboard.press('p');
    const order = ['SmoothGrad', 'GradCAM', 'RISE', 'IntegratedGradients', 'Occlusion', 'GuidedBackprop'];
    await eventually(() => columns(page), order);
    expect(page.url()).toContain('columns=0,2&pin=4');

    await page.getByRole('link', { name: '# 0', exact: true }).click();
    await page.getByRole('heading', { name: 'Sample 0', exact: true }).waitFor();
    await eventually(() => columns(page), order);
    await page.getByRole('link', { name: 'Evaluation' }).click();
    await page.waitForURL(/evaluation\?columns=0,2&pin=4/);
    await page.getByRole('link', { name: 'Saliency' }).click();
    await eventually(() => columns(page), order);
    await page.reload();
    await eventually(() => columns(page), order);
  });

  test('are dragged, and dropped on the left to be pinned', async ({ visit }) => {
    const page = await visit(address);
    const drag = async (name: string, x: number) => {
      const box = await heading(page, name).boundingBox();
      if (!box) throw new Error(`${name} has no heading.`);
      await page.mouse.move(box.x + 10, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + 30, box.y + 10);
      await page.mouse.move(x, box.y + 10, { steps: 3 });
      await page.mouse.up();
    };
    const target = await heading(page, 'IntegratedGradients').boundingBox();
    await drag('SmoothGrad', (target?.x ?? 0) + 4);
    await eventually(async () => (await columns(page)).slice(0, 3), ['GradCAM', 'SmoothGrad', 'IntegratedGradients']);
    await drag('Occlusion', 100);
    await eventually(async () => (await columns(page)).slice(0, 2), ['Occlusion', 'GradCAM']);
    expect(page.url()).toContain('pin=3');
    expect(await page.getByRole('menu').count()).toBe(0);
  });

  test('pinned ones stay visible, others scroll under them', async ({ visit }) => {
    const page = await visit(`${saliency(extreme('twenty-four'))}&pin=9,2`);
    await inView(page, '8 of 24 explainers').waitFor();
    const before = await page.getByRole('figure').first().boundingBox();
    await stepToTheEnd(page);
    expect(await page.getByRole('figure').first().boundingBox()).toEqual(before);
    expect(await unreached(page, 24)).toEqual([]);
  });

  test('scroll for as long as a dragged one stays at the edge; without samples, the message is in view', async ({
    visit,
  }) => {
    const page = await visit(saliency(extreme('twenty-four')));
    await inView(page, '8 of 24 explainers').waitFor();
    const box = await heading(page, 'Occlusion').first().boundingBox();
    if (!box) throw new Error('The column has no heading.');
    await page.mouse.move(box.x + 10, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 30, box.y + 10);
    await page.mouse.move(1430, box.y + 10);
    const scroller = page.locator('.map-columns').first().locator('..');
    const left = () =>
      scroller.evaluate(({ scrollLeft, scrollWidth, clientWidth }) => scrollLeft - scrollWidth + clientWidth);
    await eventually(async () => Math.abs(await left()) < 2, true);
    expect(await page.locator('output').textContent()).toBe('');
    await page.mouse.move(800, box.y + 10);
    await page.mouse.up();
    await eventually(async () => (await columns(page)).indexOf('Occlusion') > 15, true);

    await page.goto(`/jobs/twenty-four/saliency?types=FN`);
    const message = await page.getByText(/^No samples match/).boundingBox();
    expect((message?.x ?? 0) + (message?.width ?? 0) / 2).toBeCloseTo(1440 / 2, -1);
  });

  test('have a menu that can hide them', async ({ visit }) => {
    const page = await visit(address);
    await heading(page, 'RISE').click();
    await page.getByRole('menuitem', { name: 'Hide' }).click();
    await eventually(async () => (await columns(page)).includes('RISE'), false);
    await eventually(() => maps(page).count(), 5 * EXTREME_SAMPLES);
  });
});

test('thirty labels scroll within the height of the picture, and the number of hidden ones is shown', async ({
  visit,
}) => {
  const page = await visit(saliency(extreme('six')));
  const row = page.locator('[data-row]').first();
  const more = row.getByRole('button', { name: /more labels$/ });
  const previous = row.getByRole('button', { name: /previous labels$/ });
  await more.waitFor();
  expect(Number((await more.textContent())?.slice(1))).toBeGreaterThan(20);
  expect(await previous.count()).toBe(0);
  const picture = await row.locator('[data-frame]').first().boundingBox();
  expect((await row.boundingBox())?.height).toBeLessThanOrEqual((picture?.height ?? 0) + 21);
  // Each turn moves by what is visible, so that the first label that was cut becomes the first one.
  const list = row.locator('.overflow-y-auto, [class*="mid:overflow-y-auto"]').first();
  const visible = await list.evaluate((element) => element.clientHeight);
  await more.click();
  await previous.waitFor();
  const scrolled = await list.evaluate((element) => element.scrollTop);
  expect(scrolled).toBeGreaterThan(visible / 2);
  expect(scrolled).toBeLessThanOrEqual(visible);
  await previous.click();
  await eventually(() => previous.count(), 0);
  const last = row.getByRole('button', { name: /label number 29/ });
  await last.focus();
  await eventually(() => more.count(), 0);
});

test('names that differ only at their end can be distinguished', async ({ visit }) => {
  const page = await visit(saliency(extreme('long-names')));
  const label = page.getByRole('button', { name: new RegExp(`^TP ${longName(0)}`) });
  const [box, end] = [await label.boundingBox(), await label.getByText(/ 000$/).last().boundingBox()];
  expect(end && box && end.x + end.width < box.x + box.width && end.width > 10).toBe(true);
});

test('wells have the aspect ratio of the pictures', async ({ visit }) => {
  const shapeOf = async (name: string) => {
    const page = await visit(saliency(extreme(name)));
    const { width = 0, height = 1 } = (await page.locator('[data-frame]').first().boundingBox()) ?? {};
    return width / height;
  };
  expect(await shapeOf('six')).toBeCloseTo(4 / 3, 1);
  expect(await shapeOf('two')).toBeCloseTo(1 / 2, 1);
  expect(await shapeOf('twelve')).toBeCloseTo(2, 1);
});
