/*
 * Half an hour of browsing in fast motion, in a real Chromium: job after job, through every view, always to new content. Measures how
 * much the memory of the page and of its renderer process grows in the second half, and the number of requests per step.
 * Needs `npm run build` first.
 *
 *     npm run bench:walk -- --jobs 20
 */
import { readFileSync } from 'node:fs';
import { launch, serve } from '../tests/support/browser';
import { newPage } from './frames';
import { median, option, percentile, printGoals, printTable } from './measure';
import { EXPLAINERS, makeWalk } from './walk-jobs';

/** A person takes a step in about three seconds, so twenty jobs of thirty steps are half an hour. */
const jobs = option('jobs', 20);
const SAMPLES = 400;
/** Time without a request in flight after which a page counts as idle, milliseconds. */
const QUIET_MS = 60;

const server = await serve(makeWalk(jobs, SAMPLES), ['--reload-interval', '3']);
const browser = await launch();
const page = await newPage(browser, { width: 1440, height: 900 });
const session = await page.context().newCDPSession(page);
const ofBrowser = await browser.newBrowserCDPSession();

let [requests, underWay, failed, lastAt, logged] = [0, 0, 0, 0, 0];
const done = () => {
  underWay--;
  lastAt = Date.now();
};
page.on('request', () => {
  requests++;
  underWay++;
});
page.on('requestfinished', async (request) => {
  done();
  const { responseBodySize } = await request.sizes();
  logged += responseBodySize;
});
page.on('requestfailed', done);
page.on('response', (response) => {
  if (response.status() >= 400) failed++;
});

/**
 * Memory of the page after a garbage collection, MB: objects, decoded pictures and maps, elements. And of its process, without the
 * bytes of all responses, which the browser keeps for the client of its debugging protocol.
 */
async function memory() {
  await session.send('HeapProfiler.collectGarbage');
  const heap = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await session.send('Memory.getDOMCounters');
  const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo');
  const resident = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1024);
  return {
    heap: heap.usedSize / 2 ** 20,
    buffers: heap.backingStorageSize / 2 ** 20,
    resident: Math.max(...resident),
    ownResident: Math.max(...resident) - logged / 2 ** 20,
    nodes,
    listeners: jsEventListeners,
  };
}

/** Requests of each step, by the name of the action. */
const perStep = new Map<string, number[]>();

/** Takes a step and waits until its requests are answered. */
async function step(name: string, take: () => Promise<unknown>, stands: string): Promise<void> {
  const before = requests;
  await take();
  await page.locator(stands).first().waitFor();
  lastAt = Date.now();
  while (underWay > 0 || Date.now() - lastAt < QUIET_MS) await page.waitForTimeout(10);
  perStep.set(name, [...(perStep.get(name) ?? []), requests - before]);
}

async function times(count: number, take: () => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i++) await take();
}

const press = (key: string) => () => page.keyboard.press(key);
const follow = (selector: string) => () => page.locator(selector).first().click();
const tab = (view: string) => follow(`nav a[href*="/${view}"]`);
const MAP = '[data-state=ready]';
const LAYER = 'main img, [data-frame] img';

/** Thirty steps: from the list into a job, through all its views, and back to the list. */
async function walkThrough(job: string): Promise<void> {
  await step('search', () => page.getByRole('searchbox').fill(job), `[data-row-link][href*="/${job}/"]`);
  await step('open job', follow(`[data-row-link][href*="/${job}/"]`), MAP);
  await times(6, () => step('turn page', press('n'), MAP));
  await step('open stage', follow('[data-sample] [data-map] button'), MAP);
  await times(3, () => step('next on stage', press('ArrowRight'), `[role=dialog] ${MAP}`));
  await step('close stage', press('Escape'), MAP);
  await step('open sample', follow('[data-sample] a[href*="/samples/"]'), MAP);
  await times(3, () => step('next sample', press('j'), MAP));
  await step('counterfactual', tab('counterfactual'), LAYER);
  await times(2, () => step('turn counterfactual', press('n'), LAYER));
  await times(2, () => step('next counterfactual', press('j'), LAYER));
  await step('evaluation', tab('evaluation'), 'main table');
  await step('confusion', tab('confusion'), 'main table');
  await step('back to saliency', tab('saliency'), MAP);
  await step('wall', () => page.getByRole('radio', { name: 'Wall' }).click(), MAP);
  await times(2, () => step('scroll wall', () => page.mouse.wheel(0, 1_600), MAP));
  await step('list', follow('header a[href="/"]'), '[data-row-link]');
}

await page.goto(server.url);
await page.locator('[data-row-link]').first().waitFor();
await page.mouse.move(700, 500);
const kept: Awaited<ReturnType<typeof memory>>[] = [];
for (let job = 0; job < jobs; job++) {
  await walkThrough(`run_${job}`);
  kept.push(await memory());
}
await browser.close();
await server.stop();

printTable(
  ['step', 'requests (median)', 'most'],
  [...perStep].map(([name, counts]) => [name, median(counts), Math.max(...counts)]),
);
printTable(
  ['memory after', 'objects MB', 'buffers MB', 'process MB', 'less its log', 'elements', 'listeners'],
  kept.flatMap((each, job) =>
    job % Math.ceil(jobs / 10) === 0 || job === jobs - 1
      ? [
          [
            `job ${job + 1}`,
            each.heap.toFixed(1),
            each.buffers.toFixed(1),
            each.resident.toFixed(0),
            each.ownResident.toFixed(0),
            each.nodes,
            each.listeners,
          ],
        ]
      : [],
  ),
);
/** The wall requests two pictures per tile, and a turn of the wheel passes a hundred tiles. */
const steps = [...perStep].flatMap(([name, counts]) => (name.includes('wall') ? [] : counts));
const half = kept.slice(Math.floor(jobs / 2));
const growth = (of: (each: (typeof kept)[number]) => number) =>
  100 * (median(half.slice(-3).map(of)) / median(half.slice(0, 3).map(of)) - 1);
const isKept = printGoals(`walk through ${jobs} jobs of ${EXPLAINERS.length} explainers`, [
  {
    what: 'growth of the page in the second half',
    value: growth(({ heap, buffers }) => heap + buffers),
    unit: '%',
    goal: 5,
  },
  { what: 'the same, objects alone', value: growth(({ heap }) => heap), unit: '%', goal: 5 },
  { what: 'the same, its process', value: growth(({ ownResident }) => ownResident), unit: '%', goal: 5 },
  { what: 'the same, elements', value: growth(({ nodes }) => nodes), unit: '%', goal: 5 },
  { what: 'the same, listeners', value: growth(({ listeners }) => listeners), unit: '%', goal: 5 },
  { what: 'requests a step, the wall apart (95 of 100)', value: percentile(steps, 95), unit: '', goal: 100 },
  { what: 'answers that were errors', value: failed, unit: '', goal: 0 },
]);
process.exitCode = isKept ? 0 : 1;
