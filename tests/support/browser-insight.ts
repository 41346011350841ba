import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, vi } from 'vitest';
import type { InsightAnswer } from '../../components/insight/use-insight';

/* The bundled demo, and the numbers that the server counts from its maps. */

export const DIGITS = 'digits_late';

/** Copies a job of the demo into a directory. */
export async function copyDemo(directory: string, job: string): Promise<void> {
  await cp(fileURLToPath(new URL(`../../demo/${job}`, import.meta.url)), join(directory, job), { recursive: true });
}

const PATIENCE_MS = 30_000;

/** An answer of an insight view, once all maps are surveyed. */
export function surveyed<A extends InsightAnswer>(origin: string, address: string): Promise<A> {
  return vi.waitFor(
    async () => {
      const response = await fetch(origin + address);
      const answer: A = await response.json();
      expect(answer.total).toBeGreaterThan(0);
      expect(answer.surveyed).toBe(answer.total);
      return answer;
    },
    { timeout: PATIENCE_MS, interval: 100 },
  );
}

/** A number as the pages show it: three decimals, a minus sign, and a plus sign if asked for. */
export function shown(value: number | null, hasSign = false): string {
  if (value === null) return '–';
  const text = value.toFixed(3).replace('-', '−');
  return hasSign && Number(value.toFixed(3)) > 0 ? `+${text}` : text;
}

/** Waits until a page has no number that is not final. */
export async function numbersFinal(page: Page): Promise<void> {
  await page
    .locator('footer')
    .getByText(/maps surveyed/)
    .waitFor();
  await page.getByText('Not final').waitFor({ state: 'detached' });
}
