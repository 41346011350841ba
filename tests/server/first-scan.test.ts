import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Run, simpleSample } from '../support/browser-jobs';
import { serveJobs } from '../support/server-directory';

/** Each has to be followed, which takes the scan seconds. */
const LINKS = 40_000;

test('the pages of a job do not wait for the end of the first scan', { timeout: 120_000 }, async () => {
  const { get, json, stop } = await serveJobs(async (base) => {
    await (await new Run(join(base, 'run')).begin()).samples([simpleSample(0, 0.75)]);
    await mkdir(join(base, 'links'));
    await Promise.all(Array.from({ length: LINKS }, (_, i) => symlink('nowhere', join(base, 'links', `${i}`))));
  });
  try {
    const pages = await Promise.all(['/jobs/run/saliency', '/compare?a=run&b=run'].map((path) => get(path)));
    expect(pages.map(({ status }) => status)).toEqual([200, 200]);
    for (const page of pages) expect(await page.text()).toContain('run');
    expect((await json('/api/jobs')).body.isLooking).toBe(true);
  } finally {
    await stop();
  }
});
