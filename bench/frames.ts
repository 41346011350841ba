import type { Browser, Page } from 'playwright-core';

/** A new page that accepts named functions, which the compiler of the benches wraps in a call. */
export async function newPage(browser: Browser, viewport: { width: number; height: number }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.addInitScript({ content: 'globalThis.__name = (named) => named;' });
  return page;
}

/**
 * The durations of the next `count` frames of a page, milliseconds, while `step` is called with 0, 1, 2, …
 */
export async function framesDuring(
  page: Page,
  count: number,
  step: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const frames = page.evaluate(
    (wanted) =>
      new Promise<number[]>((resolve) => {
        const times: number[] = [];
        const tick = (now: number) => {
          times.push(now);
          if (times.length > wanted) resolve(times.slice(1).map((time, i) => time - times[i]));
          else requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
      }),
    count,
  );
  let done = false;
  void frames.then(() => {
    done = true;
  });
  for (let index = 0; !done; index++) await step(index);
  return frames;
}
