import axe from 'axe-core';
import type { Page } from 'playwright-core';

/* Automated accessibility checks with axe. */

/** The violations that axe finds in the current page: a line for each rule, with the first element and the count. */
export async function findings(page: Page, ignored: readonly string[] = []): Promise<string[]> {
  await page.evaluate(axe.source);
  const rules = Object.fromEntries([
    ['target-size', { enabled: true }], // 24 pixels, of WCAG 2.2, which axe does not enable by default
    ...ignored.map((rule) => [rule, { enabled: false }]),
  ]);
  const { violations } = await page.evaluate((options) => window.axe.run(document, options), {
    resultTypes: ['violations' as const],
    preload: false, // style sheets are needed by rules about orientation only
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
