import type { Page } from 'playwright-core';

/* Notices what a person sees as flicker: nodes that are taken away, and parts of the page that jump. */

interface Shift {
  value: number;
  /** What moved, for the message of a failed test. */
  moved: string;
}

declare global {
  interface Window {
    shifts: Shift[];
    removals: string[];
  }
}

interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

/** Runs in the page before its own scripts: remembers every layout shift that nobody's click or key explains. */
export function rememberShifts(): void {
  window.shifts = [];
  const isShift = (entry: PerformanceEntry): entry is LayoutShift => entry.entryType === 'layout-shift';
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries().filter(isShift)) {
      const moved = sources.map(({ node, previousRect: { x, y }, currentRect }) => {
        const name = node instanceof Element ? node.outerHTML.slice(0, 80) : node?.textContent;
        return `${name} from ${x}, ${y} to ${currentRect.x}, ${currentRect.y}`;
      });
      if (!hadRecentInput) window.shifts.push({ value, moved: moved.join('; ') });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** From now on, remembers which elements are taken away from the content, and forgets the shifts so far. */
export async function beginWatch(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.shifts.length = 0;
    window.removals = [];
    const content = document.querySelector('main ul, main tbody');
    if (!content) throw new Error('There are no rows to watch.');
    new MutationObserver((mutations) => {
      const removed = mutations.flatMap((mutation) => [...mutation.removedNodes]);
      for (const node of removed) window.removals.push(node instanceof Element ? node.outerHTML.slice(0, 80) : '#text');
    }).observe(content, { childList: true, subtree: true });
  });
}

/** Every layout shift since the watch began; the browser reports them two frames later at the latest. */
export async function shiftsOf(page: Page): Promise<Shift[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return window.shifts;
  });
}

/** The elements that were taken away since the watch began. */
export const removalsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.removals);
