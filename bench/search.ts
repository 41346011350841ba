/*
 * The time from a key stroke in the search of the job list to the frame that shows the matching rows, in a real Chromium, among very
 * many jobs. Uses new words, so nothing is cached, not even previews.
 *
 *     npm run build && npm run bench:search -- --jobs 100000
 */
import { launch, serve } from '../tests/support/browser';
import { newPage } from './frames';
import { generateDirectory } from './generate';
import { median, option, percentile, printGoals } from './measure';

const WORDS = ['98765', '13579', '24680', '55123', '70717', '31415'];
/** Time between two strokes of a fast typist, milliseconds; requests of a stroke finish within it. */
const PAUSE_MS = 300;
const PATIENCE_MS = 2_000;
const jobs = option('jobs', 100_000);

const server = await serve(generateDirectory(jobs), ['--reload-interval', '30']);
while ((await (await fetch(`${server.url}/api/jobs?limit=1`)).json()).total < jobs)
  await new Promise((resolve) => setTimeout(resolve, 100));
const browser = await launch();
const page = await newPage(browser, { width: 1440, height: 900 });
await page.goto(server.url);
await page.locator('[data-row-link]').first().waitFor();
const field = page.getByRole('searchbox');

/** Types one more letter; milliseconds until every row contains the search text and the number of matching jobs has changed. */
async function stroke(letter: string): Promise<number> {
  const watch = await field.evaluateHandle((input, patience) => {
    const before = document.querySelector('footer')?.textContent;
    const isThere = () => {
      const rows = [...document.querySelectorAll('[data-row-link]')];
      const wanted = input instanceof HTMLInputElement ? input.value : '';
      const isFound = rows.length > 0 && rows.every((row) => row.textContent?.includes(wanted));
      return isFound && document.querySelector('footer')?.textContent !== before;
    };
    const taken = new Promise<number>((resolve, reject) => {
      const begin = () => {
        const start = performance.now();
        const look = () => {
          const passed = performance.now() - start;
          if (isThere()) resolve(passed);
          else if (passed > patience) reject(new Error('The matching rows did not appear.'));
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      };
      input.addEventListener('input', begin, { once: true, capture: true });
    });
    return { taken };
  }, PATIENCE_MS);
  await field.press(letter);
  return watch.evaluate(({ taken }) => taken);
}

const strokes: number[] = [];
for (const word of WORDS) {
  for (const letter of word) {
    strokes.push(await stroke(letter));
    await page.waitForTimeout(PAUSE_MS);
  }
  await field.fill('');
  await page.waitForTimeout(PAUSE_MS);
}
await browser.close();
await server.stop();

const [first] = WORDS;
const warm = strokes.slice(first.length); // the first word includes compilation
const kept = printGoals(`search, ${jobs} jobs`, [
  { what: 'a key stroke, on screen (median)', value: median(warm), unit: 'ms', goal: 50 },
  { what: 'a key stroke, on screen (95 of 100)', value: percentile(warm, 95), unit: 'ms' },
]);
process.exitCode = kept ? 0 : 1;
