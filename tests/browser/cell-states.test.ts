import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { mapPath, Run, type SampleSpec } from '../support/browser-jobs';
import { eventually, mapsShown, sampleRow } from '../support/browser-pages';
import { heatmap } from '../support/browser-pictures';
import { testsOf } from '../support/browser-test';
import { Gate } from '../support/until';

/* The states of a cell without a map: loading, constant, failed and missing, side by side with a map. */

/** One sample for each state, in display order. */
const STATES = ['ready', 'zero', 'one', 'ranged', 'failed', 'missing', 'loading', 'absent'] as const;
type State = (typeof STATES)[number];

const SIZE = { width: 64, height: 64 };
const EXPLAINER = 'GradCAM';

const specOf = (state: State): SampleSpec => {
  const id = STATES.indexOf(state);
  const range = { minimum: -0.25, maximum: 0.75, signed: true };
  return {
    ...{ id, size: SIZE, truth: [{ label: 0, probability: 0.95 - id / 100 }], mapFormat: 'png' },
    rangeOf: () => (state === 'ranged' ? range : undefined),
  };
};

/** A sample whose most probable label has no maps. */
const PARTIAL: SampleSpec = {
  ...{ id: 0, truth: [{ label: 0, probability: 0.9 }], wrong: [{ label: 1, probability: 0.6 }] },
};

const mapOf = (state: State) => mapPath(specOf(state), EXPLAINER, 0);

const test = testsOf(async (directory) => {
  const run = await new Run(join(directory, 'job'), [EXPLAINER]).begin();
  for (const state of STATES) {
    const spec = specOf(state);
    await run.image(spec);
    await run.inference(spec);
    if (state !== 'absent') await run.maps(spec);
  }
  await run.end();
  const constant = (level: number) =>
    sharp(new Uint8Array(SIZE.width * SIZE.height).fill(level), { raw: { ...SIZE, channels: 1 } }).png();
  const partial = await new Run(join(directory, 'partial'), [EXPLAINER]).begin();
  await partial.image(PARTIAL);
  await partial.inference(PARTIAL);
  await partial.maps({ ...PARTIAL, truth: [] });
  await partial.end();
  await constant(0).toFile(join(run.directory, mapOf('zero')));
  await constant(255).toFile(join(run.directory, mapOf('one')));
  await constant(255).toFile(join(run.directory, mapOf('ranged')));
  await writeFile(join(run.directory, mapOf('failed')), 'This is not a picture.');
  await rm(join(run.directory, mapOf('missing')));
});

const WALL = '/jobs/job/saliency?layout=wall';
const EXPECTED = [/status of 404/, /status of 422/];

const tileOf = (page: Page, state: State): Locator => page.locator(`[data-sample="${STATES.indexOf(state)}"]`);
const canvasOf = (page: Page, state: State): Locator => tileOf(page, state).getByRole('img', { name: /^Saliency map/ });

/** What a screen reader announces for a map after its name. */
const described = (canvas: Locator): Promise<string> =>
  canvas.evaluate((element) => {
    const id = element.getAttribute('aria-describedby');
    return (id && document.getElementById(id)?.textContent) ?? '';
  });

/** Opens the wall while one map is still loading and the others are ready. */
async function openWall(visit: (address: string, options: object) => Promise<Page>, address: string, scheme: string) {
  const page = await visit('/', { expected: EXPECTED, colorScheme: scheme });
  const gate = new Gate();
  await page.route(`**/heatmap/${STATES.indexOf('loading')}/**`, async (route) => {
    await gate.passed;
    await route.continue();
  });
  await page.goto(address);
  await eventually(() => page.locator('canvas[data-state=ready]').count(), 4);
  await tileOf(page, 'failed').locator('[data-cell=failed]').waitFor();
  await tileOf(page, 'missing').locator('[data-cell=missing]').waitFor();
  return { page, gate };
}

/** The picture of a cell, scaled to a common size. */
const photograph = async (page: Page, state: State): Promise<Buffer> => {
  const cell = tileOf(page, state).locator('[data-map], [data-cell=absent]').first();
  return sharp(await cell.screenshot())
    .resize(64, 64, { fit: 'fill' })
    .removeAlpha()
    .raw()
    .toBuffer();
};

/** The mean difference of two pictures, in levels of 0–255. */
const distance = (a: Buffer, b: Buffer): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

for (const scheme of ['light', 'dark']) {
  for (const px of [64, 200]) {
    test(`every state looks different: ${scheme}, ${px} pixels`, async ({ visit }) => {
      const { page, gate } = await openWall(visit, `${WALL}&px=${px}`, scheme);
      const different: State[] = ['ready', 'one', 'failed', 'missing', 'loading', 'absent'];
      const pictures = new Map<State, Buffer>();
      for (const state of different) pictures.set(state, await photograph(page, state));
      for (const [i, [a, first]] of [...pictures].entries())
        for (const [b, second] of [...pictures].slice(i + 1))
          expect(distance(first, second), `${a} beside ${b}`).toBeGreaterThan(2);
      expect(await findings(page)).toEqual([]);
      const shots = process.env.SALIENT_SHOTS;
      if (shots) {
        await mkdir(shots, { recursive: true });
        await page.screenshot({ path: join(shots, `cells-${scheme}-${px}.png`) });
      }
      gate.open();
    });
  }
}

test('every state is announced to screen readers, with the name of the map', async ({ visit }) => {
  const { page, gate } = await openWall(visit, WALL, 'light');
  const said = (state: State) => described(canvasOf(page, state));
  expect(await said('ready')).toBe('');
  expect(await said('zero')).toBe('constant 0');
  expect(await said('one')).toBe('constant 1');
  expect(await said('ranged')).toBe('constant 0.75');
  expect(await said('failed')).toBe(`The file cannot be shown as a picture ${mapOf('failed')}`);
  expect(await said('missing')).toBe(`File missing ${mapOf('missing')}`);
  const tooltipOf = (state: State) =>
    tileOf(page, state).getByRole('button', { name: 'Show large' }).getAttribute('title');
  expect(await tooltipOf('ready')).toBeNull();
  expect(await tooltipOf('failed')).toBe(`The file cannot be shown as a picture\n${mapOf('failed')}`);
  expect(await tooltipOf('missing')).toBe(`File missing\n${mapOf('missing')}`);
  expect(await said('loading')).toBe('Loading');
  await tileOf(page, 'absent').getByText('Not recorded').waitFor();

  // A loaded map replaces the skeleton, which covered the original.
  expect(await tileOf(page, 'loading').locator('[data-cell=loading]').isVisible()).toBe(true);
  gate.open();
  await eventually(() => canvasOf(page, 'loading').getAttribute('data-state'), 'ready');
  expect(await tileOf(page, 'loading').locator('[data-cell]').count()).toBe(0);
});

test('a label with maps is shown first; labels without are marked, and the legend explains only what is shown', async ({
  visit,
}) => {
  const page = await visit('/jobs/partial/saliency');
  const row = sampleRow(page, PARTIAL.id);
  await eventually(() => mapsShown(row), [`${EXPLAINER} dog`]);
  const [cat, dog] = ['TP cat', 'FP dog'].map((name) => row.getByRole('button', { name }));
  expect(await cat.textContent()).toContain('no maps recorded');
  expect(await dog.textContent()).not.toContain('no maps recorded');
  const bars = page.getByRole('region', { name: 'Legend' }).locator('[data-scale]');
  expect(await bars.count()).toBe(1);
  await cat.click();
  const absent = row.locator('[data-cell=absent]');
  await absent.getByText('Not recorded').waitFor();
  await eventually(() => bars.count(), 0);
  // It is as large as the pictures of the page.
  const [cell, original] = [await absent.boundingBox(), await row.locator('[data-frame]').first().boundingBox()];
  expect([cell?.width, cell?.height]).toEqual([original?.width, original?.height]);
});

test('a failed map can be retried, and the stage shows the path of its file', async ({ visit, salient }) => {
  const { page } = await openWall(visit, `${WALL}&stage=${STATES.indexOf('failed')}&on=0`, 'light');
  const stage = page.getByRole('dialog');
  const cell = stage.locator('[data-cell=failed]').first();
  await cell.getByText(mapOf('failed')).waitFor();
  const file = join(salient.directory, 'job', mapOf('failed'));
  await writeFile(file, await heatmap(SIZE, 1, 'png'));
  await cell.getByRole('button', { name: 'Try again' }).click();
  await eventually(() => stage.locator('canvas').first().getAttribute('data-state'), 'ready');
  await writeFile(file, 'This is not a picture.');
});

test('a picture of another label is not shown for the requested one', async ({ visit }) => {
  const { page, gate } = await openWall(visit, `${WALL}&stage=${STATES.indexOf('missing')}&on=0`, 'light');
  const stage = page.getByRole('dialog');
  await stage.locator('[data-cell=missing]').first().waitFor();
  await page.keyboard.press('ArrowRight');
  await eventually(() => stage.locator('canvas').first().getAttribute('data-state'), 'waiting');
  expect(await stage.locator('[data-cell=loading]').first().isVisible()).toBe(true);
  gate.open();
  await eventually(() => stage.locator('canvas').first().getAttribute('data-state'), 'ready');
});
