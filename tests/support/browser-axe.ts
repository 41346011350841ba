import axe from 'axe-core';
import type { Page } from 'playwright-core';

/* What a program can find out of how a page is for those who cannot see colours, use no mouse or read with their ears. */

/** What axe finds in the page as it is now: a line for each thing that is wrong, with the first place and how many there are. */
export async function findings(page: Page, ignored: readonly string[] = []): Promise<string[]> {
  await page.evaluate(axe.source);
  const rules = Object.fromEntries([
    ['target-size', { enabled: true }], // 24 pixels, of WCAG 2.2, which axe leaves off unless told otherwise
    ...ignored.map((rule) => [rule, { enabled: false }]),
  ]);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), {
    resultTypes: ['violations' as const],
    rules,
  });
  const places = new Map<string, string[]>();
  for (const { id, nodes } of violations) {
    for (const { target, any, all, none } of nodes) {
      const what = `${id}: ${[...any, ...all, ...none].map(({ message }) => message).join(' ')}`;
      places.set(what, [...(places.get(what) ?? []), target.join(' ')]);
    }
  }
  return [...places].map(([what, targets]) => `${what} (${targets.length} ×, as in ${targets[0]})`);
}

declare global {
  interface Window {
    axe: typeof axe;
  }
}
