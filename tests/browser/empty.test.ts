import { join } from 'node:path';
import { Run, simpleSample } from '../support/browser-jobs';
import { eventually, jobsShown } from '../support/browser-pages';
import { testsOf } from '../support/browser-test';

const test = testsOf(async () => {});

test('a directory without a job: the page explains what a job is, and the first one appears automatically', async ({
  visit,
  salient,
}) => {
  const page = await visit('/');
  await page.getByText(/^There is no explain job in salient-browser-/).waitFor();
  await page.getByText(/It appears here automatically as soon as it is written\.$/).waitFor();
  const run = await new Run(join(salient.directory, 'deep', 'first run')).begin();
  await run.samples([simpleSample(0, 0.75)]);
  await eventually(() => jobsShown(page), ['deep/first run']);
});
