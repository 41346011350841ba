import { afterAll, beforeAll, expect, test } from 'vitest';
import { floorText } from '../../lib/api/floor';
import { type Server, serve } from '../support/browser';
import { append, run, writeJob } from '../support/runs';
import { type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Two servers of one directory, of which one scans it once. */

const EVENTS = run({ samples: 20 });

let ahead: ServedDirectory;
let behind: Server;
let file: string;
beforeAll(async () => {
  ahead = await serveJobs(async (base) => {
    file = await writeJob(`${base}/run`, EVENTS.slice(0, 21));
  });
  behind = await serve(ahead.base, ['--reload-interval', '0']);
});
afterAll(async () => {
  await behind.stop();
  await ahead.stop();
});

test('a client that was told how far a job is read gets no older answer, nor page, from another replica', async () => {
  const path = '/api/jobs/run/samples?limit=1';
  const ask = async (cookie = '') => {
    const response = await fetch(behind.url + path, { headers: { Cookie: cookie } });
    return (await response.json()).progress?.read;
  };
  await until(async () => (await ask()) > 0);
  const before = await ask();
  await append(file, EVENTS.slice(21));
  let told = { generation: '', progress: { read: 0 } };
  await until(async () => {
    told = (await (await ahead.get(path)).json()) as typeof told;
    return told.progress.read > before;
  });
  expect(await ask('salient-floor=nonsense')).toBe(before);
  const cookie = `salient-floor=${floorText({ key: 'run', generation: told.generation, bytes: told.progress.read })}`;
  expect(await ask(`a=b; ${cookie}`)).toBe(told.progress.read);
  const page = await fetch(`${behind.url}/jobs/run/saliency`, { headers: { Cookie: cookie } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain(`\\"read\\":${told.progress.read}`);
});
