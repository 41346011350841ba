import type { Page } from 'playwright-core';

/* Detects visible flicker: removed nodes and layout shifts. */

interface Shift {
  value: number;
  /** The elements that moved, for the message of a failed test. */
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

/** Runs in the page before its own scripts: records every layout shift that is not caused by user input. */
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

/** Starts recording elements removed from the content, and clears the recorded shifts. */
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

/** Every layout shift since recording started; the browser reports them within two frames. */
export async function shiftsOf(page: Page): Promise<Shift[]> {
  return page.evaluate(async () => {
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
    return window.shifts;
  });
}

/** The elements removed since recording started. */
export const removalsOf = (page: Page): Promise<string[]> => page.evaluate(() => window.removals);
