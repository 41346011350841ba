import type { Locator, Page } from 'playwright-core';
import { expect, vi } from 'vitest';

/* Finds elements of the pages like a user: by role and by text. */

const PATIENCE_MS = 12_000;

/** A point in the window without a popover. */
const BESIDE = [720, 20] as const;

/** Polls until the value is as expected; throws the difference after the timeout. */
export async function eventually<T>(ask: () => T | Promise<T>, expected: NoInfer<T>): Promise<void> {
  await vi.waitFor(async () => expect(await ask()).toEqual(expected), { timeout: PATIENCE_MS, interval: 40 });
}

/** The links to the jobs of the list, from top to bottom. */
export const jobLinks = (page: Page): Locator =>
  page
    .getByRole('row')
    .getByRole('link')
    .filter({ hasNotText: /^(Saliency|Counterfactual|Evaluation)$/ });

/** The paths of the jobs that the list shows. */
export const jobsShown = (page: Page): Promise<string[]> => jobLinks(page).allTextContents();

/** The row of a job in the list. */
export const jobRow = (page: Page, path: string): Locator =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name: path }) });

/** The ids of the shown samples, from top to bottom. */
export async function samplesShown(page: Page): Promise<number[]> {
  const links = await page.getByRole('link', { name: /^# -?\d+$/ }).allTextContents();
  return links.map((text) => Number(text.replace('#', '')));
}

/** The row of a sample. */
export const sampleRow = (page: Page, id: number): Locator =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name: `# ${id}`, exact: true }) });

/** The saliency maps of a row, or of the page. */
export const maps = (within: Page | Locator): Locator => within.getByRole('img', { name: /^Saliency map of/ });

/** The saliency maps of a row, each as "explainer label". */
export async function mapsShown(within: Page | Locator): Promise<string[]> {
  const names = await maps(within).evaluateAll((canvases) => canvases.map((canvas) => canvas.ariaLabel ?? ''));
  return names.map((name) => name.replace(/^Saliency map of (\S+) for (.*), sample .*$/, '$1 $2'));
}

/** Waits until every map in the window is drawn. */
export async function mapsDrawn(page: Page, atLeast = 1): Promise<void> {
  await page
    .locator('canvas[data-state=ready]')
    .nth(atLeast - 1)
    .waitFor();
  await eventually(() => waitingInWindow(page), 0);
}

const waitingInWindow = (page: Page): Promise<number> =>
  page.locator('canvas[data-state=waiting]').evaluateAll((canvases) => {
    const isSeen = ({ top, bottom, left, right }: DOMRect) =>
      bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return canvases.filter((canvas) => isSeen(canvas.getBoundingClientRect())).length;
  });

/** Opens the list of labels, toggles the given ones, and closes it again. */
export async function chooseLabels(page: Page, ...names: string[]): Promise<void> {
  await page.getByRole('button', { name: /^Labels/ }).click();
  for (const name of names)
    await page
      .getByRole('dialog')
      .getByRole('option', { name: new RegExp(`^${name}`) })
      .click();
  await closePopover(page);
}

/** Opens the display options of maps. */
export async function openDisplay(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Display' }).click();
  await page.getByRole('dialog', { name: 'Display options' }).waitFor();
}

/** Clicks outside a popover. */
export async function closePopover(page: Page): Promise<void> {
  await page.mouse.click(...BESIDE);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

const TYPE_WORDS = { TP: /True positive/, FN: /False negative/, FP: /False positive/ };

/** The toggle button of a prediction type. */
export const typeToggle = (page: Page, type: keyof typeof TYPE_WORDS): Locator =>
  page.getByRole('button', { name: TYPE_WORDS[type] });

/** Selects an option of a select by its text. */
export async function select(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).selectOption({ label: option });
}

/** Selects an explainer in one of the submenus of a sample's menu, which is open. */
export async function chooseOfMap(page: Page, item: string, explainer: string): Promise<void> {
  await page.getByRole('menuitem', { name: item }).click();
  await page.getByRole('menu', { name: item }).getByRole('menuitem', { name: explainer, exact: true }).click();
}

/** The URL of a page without its origin. */
export function addressOf(page: Page): string {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}
