import { expect, test } from 'vitest';
import { answerJobs } from '../../lib/answer/jobs';
import { jobsRequest, parseQuery } from '../../lib/api/requests';
import { manageWatched } from '../support/managers';
import { EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';
import { Gate, until } from '../support/until';

const REQUEST = parseQuery(jobsRequest, new URLSearchParams('sort=path&order=asc'));

/** A manager of two jobs of six samples, and what the list says of their previews. */
async function twoJobs() {
  const base = await temporaryDirectory();
  for (const job of ['a', 'b']) await writeJob(`${base}/${job}`, run({ samples: 6 }));
  const { manager, storage, clock } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const previews = async () => (await answerJobs(manager, REQUEST)).jobs.map(({ preview }) => preview);
  return { storage, clock, previews };
}

test('previews are the first samples of the event files, which are read once', async () => {
  const { storage, previews } = await twoJobs();
  const before = storage.count('open', EVENT_FILE);
  expect(await previews()).toEqual([
    [0, 1, 2, 3],
    [0, 1, 2, 3],
  ]);
  await previews();
  expect(storage.count('open', EVENT_FILE)).toBe(before + 2);
});

test('the list does not wait for a slow disk: a later request has the previews', async () => {
  const { storage, clock, previews } = await twoJobs();
  const gate = new Gate();
  storage.hold('open', `b/${EVENT_FILE}`, gate);
  const first = previews();
  await until(() => clock.waiting > 0);
  clock.advance(10);
  expect((await first)[1]).toBeNull();
  const before = storage.count('open', EVENT_FILE);
  const second = previews();
  gate.open();
  expect((await second)[1]).toEqual([0, 1, 2, 3]);
  expect(storage.count('open', EVENT_FILE)).toBe(before);
});

test('a file that cannot be read has no preview and is retried', async () => {
  const { storage, previews } = await twoJobs();
  storage.refuse('open', `a/${EVENT_FILE}`, 'not-permitted');
  expect(await previews()).toEqual([[], [0, 1, 2, 3]]);
  storage.relent();
  expect((await previews())[0]).toEqual([0, 1, 2, 3]);
});

test('a job that is the base directory has the name of that directory', async () => {
  const base = `${await temporaryDirectory()}/night`;
  await writeJob(base, run({ samples: 2 }));
  await writeJob(`${base}/below`, run({ samples: 2 }));
  const { manager } = manageWatched(base);
  await manager.startLoadData({ reloadInterval: 0 });
  const { jobs } = await answerJobs(manager, REQUEST);
  expect(jobs.map(({ key, path, name }) => [key, path, name])).toEqual([
    ['~', '.', 'night'],
    ['below', 'below', 'below'],
  ]);
});
