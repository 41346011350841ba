/*
 * The time from a click on the tab of a view to the frame that shows the view, with warm data; and frame times while the scores of
 * 1,000 labels scroll, in a real Chromium.
 *
 *     npm run build && npm run bench:views
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launch, serve } from '../tests/support/browser';
import { eventFile } from '../tests/support/event-writer';
import { random } from '../tests/support/random';
import { framesDuring, newPage } from './frames';
import { median, percentile, printGoals, printTable } from './measure';

const TIMES = 5;
const LABELS = 1_000;
const EXPLAINERS = 10;
const METRICS = 5;
const FRAMES = 120;

const VIEWS = [
  { tab: 'Counterfactual', selector: '[data-frame], main img' },
  { tab: 'Evaluation', selector: 'main table' },
  { tab: 'Confusion', selector: 'main table' },
  { tab: 'Saliency', selector: '[data-sample] canvas' },
];

/** A job in which every label has a score for every explainer and metric, with one sample per label. */
function makeScores(directory: string): void {
  const next = random(1);
  const names = (what: string, count: number) => Array.from({ length: count }, (_, i) => `${what} ${i}`);
  const [labels, explainers, metrics] = [
    names('label', LABELS),
    names('Explainer', EXPLAINERS),
    names('Metric', METRICS),
  ];
  const samples = labels.flatMap((_, sampleId) => [
    { sampleId, imagePath: `${sampleId}.jpg` },
    { sampleId, truth: [sampleId], inference: { truthProb: [next()] } },
  ]);
  const benchmarks = explainers.flatMap((explainer) =>
    metrics.map((metric) => ({ explainer, metric, total: next(), labelScores: labels.map(() => next()) })),
  );
  mkdirSync(directory, { recursive: true });
  const events = [{ metadata: { labels, explainers, metrics } }, ...samples, { benchmarks }];
  writeFileSync(join(directory, 'events.out.events.summary.1700000000.bench_explain'), eventFile(events));
}

/** Milliseconds from the click on a tab to the frame in which the element selected by `selector` is visible. */
async function switchTo(page: Page, { tab, selector }: (typeof VIEWS)[number]): Promise<number> {
  const link = page.getByRole('navigation').getByRole('link', { name: new RegExp(`^${tab}`) });
  return link.evaluate(
    (element, [selector, name]) =>
      new Promise<number>((resolve) => {
        const start = performance.now();
        const look = () => {
          const current = document.querySelector('[aria-current=page][href*="/jobs/"]')?.textContent ?? '';
          const target = document.querySelector(selector);
          if (current.startsWith(name) && target?.checkVisibility()) resolve(performance.now() - start);
          else requestAnimationFrame(look);
        };
        if (element instanceof HTMLElement) element.click();
        requestAnimationFrame(look);
      }),
    [selector, tab] as const,
  );
}

const base = mkdtempSync(join(tmpdir(), 'salient-bench-'));
cpSync(fileURLToPath(new URL('../demo/photos', import.meta.url)), join(base, 'photos'), { recursive: true });
makeScores(join(base, 'scores'));
const server = await serve(base);
const browser = await launch();
const page = await newPage(browser, { width: 1440, height: 900 });

await page.goto(`${server.url}/jobs/photos/saliency`);
const taken = new Map<string, number[]>(VIEWS.map(({ tab }) => [tab, []]));
for (let round = 0; round <= TIMES; round++) {
  for (const view of VIEWS) {
    const milliseconds = await switchTo(page, view);
    if (round > 0) taken.get(view.tab)?.push(milliseconds);
    await page.waitForLoadState('networkidle');
  }
}
await page.goto(`${server.url}/jobs/scores/evaluation`);
await page.getByText('label 0', { exact: true }).first().waitFor({ state: 'attached' });
await page.mouse.move(700, 600);
const frames = await framesDuring(page, FRAMES, () => page.mouse.wheel(0, 120));
await browser.close();
await server.stop();
rmSync(base, { recursive: true, force: true });

printTable(
  ['view', 'ms from click to view', '/ 150'],
  [...taken].map(([tab, times]) => [tab, median(times).toFixed(0), (median(times) / 150).toFixed(2)]),
);
const kept = printGoals('views', [
  { what: 'slowest view', value: Math.max(...[...taken.values()].map(median)), unit: 'ms', goal: 150 },
  {
    what: `scrolling ${LABELS} labels × ${EXPLAINERS} explainers, p50 frame`,
    value: percentile(frames, 50),
    unit: 'ms',
    goal: 17,
  },
  { what: 'the same, p99 frame', value: percentile(frames, 99), unit: 'ms', goal: 50 },
]);
process.exitCode = kept ? 0 : 1;
