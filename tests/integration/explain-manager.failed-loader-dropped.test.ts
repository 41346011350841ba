import { rm } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { asked, manage, manageWatched, samplesOf } from '../support/managers';
import { EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';

/** Three jobs; there is no permission to read the middle one. */
async function oneLocked() {
  const base = await temporaryDirectory();
  for (const name of ['a', 'locked', 'z']) await writeJob(`${base}/${name}`, run({ samples: 3 }));
  const watched = manageWatched(base);
  watched.storage.refuse('open', `/locked/${EVENT_FILE}`, 'not-permitted');
  await watched.manager.startLoadData({ reloadInterval: 0 });
  return { base, ...watched };
}

test('a job that cannot be read is dropped with a message that names it, and does not affect others', async () => {
  const { manager } = await oneLocked();
  expect(manager.peekJob('./locked')).toBeUndefined();
  expect([...manager.failures]).toEqual([
    ['./locked', expect.stringMatching(/\/locked\/.*_explain cannot be read by the user that Salient runs as/)],
  ]);
  expect(manager.status).toEqual({ kind: 'done' });
  for (const name of ['a', 'z']) expect(await samplesOf(await asked(manager, name))).toHaveLength(3);
});

test('a job that cannot be read stays in the list', async () => {
  const { manager } = await oneLocked();
  expect(manager.getJobList().directories.map(({ relativePath }) => relativePath)).toContain('./locked');
});

test('a request for it gets a failed loader with the reason', async () => {
  const { manager } = await oneLocked();
  const loader = await asked(manager, './locked');
  await loader.settled(60_000);
  expect(loader.status).toEqual({ kind: 'failed', message: expect.stringContaining('cannot be read by') });
  await expect(loader.load()).rejects.toThrow('cannot be read by');
  expect(loader.isLoading).toBe(false);
});

test('it is retried once per cycle, and the others are not reloaded', async () => {
  const { manager, storage } = await oneLocked();
  for (let cycle = 1; cycle <= 3; cycle++) {
    expect(storage.count('open', `/locked/${EVENT_FILE}`)).toBe(cycle);
    await manager.loadData();
  }
  expect(storage.count('open', `/a/${EVENT_FILE}`)).toBe(1);
  expect(manager.failures.size).toBe(1);
});

test('it is loaded by the next cycle once it can be read', async () => {
  const { manager, storage } = await oneLocked();
  storage.relent();
  await manager.loadData();
  expect(manager.failures.size).toBe(0);
  expect(await samplesOf(await asked(manager, './locked'))).toHaveLength(3);
});

test('it is loaded by the next cycle, even if others were written later', async () => {
  const { base, manager, storage } = await oneLocked();
  for (const name of ['later', 'latest', 'last'])
    await writeJob(`${base}/${name}`, run({ samples: 1 }), { minutesOld: 1 });
  await manager.loadData();
  expect([...manager.failures.keys()]).toEqual(['./locked']);
  storage.relent();
  await manager.loadData();
  expect(manager.peekJob('./locked')?.sampleCount).toBe(3);
});

test('it is removed once its directory is deleted', async () => {
  const { base, manager } = await oneLocked();
  await rm(`${base}/locked`, { recursive: true });
  await manager.loadData();
  expect(manager.failures.size).toBe(0);
  expect(manager.getJobList().total).toBe(2);
});

test('a failed job leaves no file open', async () => {
  const { manager, storage } = await oneLocked();
  await manager.loadData();
  expect(storage.openFiles).toBe(2);
});

test('a job whose event file disappears after the scan fails without affecting others', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/a`, run({ samples: 3 }));
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  await writeJob(`${base}/late`, run({ samples: 3 }));
  const found = await manager.findDirectory('./late');
  expect(found).not.toBeNull();
  await manager.loadData();
  expect(manager.peekJob('./late')?.sampleCount).toBe(3);
  await rm(`${base}/late/${EVENT_FILE}`);
  const late = await asked(manager, './late');
  await expect(late.load()).rejects.toThrow('does not exist');
  expect((await asked(manager, './a')).status).toEqual({ kind: 'loaded' });
});
