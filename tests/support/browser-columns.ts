import type { Page } from 'playwright-core';
import { EXTREMES, type Extreme } from './browser-edge-jobs';

/* Walks along the columns of a job. */

/** Height of the window, pixels. */
export const HEIGHT = 900;

/** The URL of the saliency view of a job, with its samples by id. */
export const saliency = ({ name }: Extreme) => `/jobs/${name}/saliency?sort=id&order=asc`;

/** The job with this name. */
export function extreme(name: string): Extreme {
  const found = EXTREMES.find((job) => job.name === name);
  if (!found) throw new Error(`There is no job ${name}.`);
  return found;
}

/** Waits until the layout of a resized window has been measured. */
export const settled = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));

/** Moves the focus along the first row by arrow keys; returns the maps that are covered, or not fully visible, when focused. */
export const unreached = (page: Page, count: number): Promise<string[]> =>
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
export async function stepToTheEnd(page: Page): Promise<void> {
  const more = page.getByRole('button', { name: 'Explainers to the right' });
  // The buttons are loaded when there are more columns than fit, which a fade shows.
  if ((await page.locator('[data-fade]').count()) > 0) await more.waitFor();
  for (let presses = 0; (await more.count()) > 0; presses++) {
    if (presses > 30) throw new Error('The columns have no end.');
    await more.click();
    await settled(page);
  }
}
