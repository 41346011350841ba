import { describe, expect, test } from 'vitest';
import { asked, loaded, manage, manageWatched, samplesOf } from '../support/managers';
import { append, EVENT_FILE, run, temporaryDirectory, writeJob } from '../support/runs';
import { Gate, until } from '../support/until';

describe('a job that the last scan has not found', () => {
  test('is found on disk and loaded on request', async () => {
    const base = await temporaryDirectory();
    const { manager } = manage(base);
    await manager.startLoadData({ reloadInterval: 0 });
    expect(await manager.getJob('./late')).toBeNull();
    await writeJob(`${base}/late`, run({ samples: 3 }));
    expect(await samplesOf(await loaded(manager, './late'))).toHaveLength(3);
  });

  test('keeps its loader through the next cycle', async () => {
    const base = await temporaryDirectory();
    const { manager } = manageWatched(base);
    await manager.startLoadData({ reloadInterval: 0 });
    await writeJob(`${base}/late`, run({ samples: 3 }));
    const loader = await loaded(manager, './late');
    await manager.loadData();
    expect(manager.peekJob('./late')).toBe(loader);
  });

  test('because it appeared during the current scan stays, and so does the request for it', async () => {
    const base = await temporaryDirectory();
    await writeJob(`${base}/run`, run({ samples: 1 }));
    const { manager, storage } = manageWatched(base);
    await manager.startLoadData({ reloadInterval: 0 });
    const [look, question] = [new Gate(), new Gate()];
    storage.hold('stat', `/run/${EVENT_FILE}`, look);
    const cycle = manager.loadData();
    await until(() => storage.count('stat', `/run/${EVENT_FILE}`) === 2);
    await writeJob(`${base}/late`, run({ samples: 3 }));
    const answer = manager.withJob('./late', async (loader) => {
      await loader.settled(60_000);
      await question.passed;
      return samplesOf(loader);
    });
    await until(() => manager.peekJob('./late')?.status.kind === 'loaded');
    look.open();
    await cycle;
    question.open();
    expect(await answer).toHaveLength(3);
    expect(manager.peekJob('./late')?.sampleCount).toBe(3);
  });

  test('because it is outside the scanned directories is not a job', async () => {
    const base = await temporaryDirectory();
    const hidden = ['./a/deep', './.hidden/run', './_explain_1700000000'];
    for (const path of hidden) await writeJob(`${base}/${path}`, run({ samples: 3 }));
    const { manager } = manageWatched(base, { maxDepth: 1 });
    await manager.startLoadData({ reloadInterval: 0 });
    for (const path of hidden) expect(await manager.getJob(path), path).toBeNull();
  });
});

describe('a job that was unloaded', () => {
  async function crowded() {
    const base = await temporaryDirectory();
    for (const name of ['a', 'b']) await writeJob(`${base}/${name}`, run({ samples: 3 }));
    const watched = manageWatched(base, { memoryBytes: 1 });
    await watched.manager.startLoadData({ reloadInterval: 0 });
    return watched;
  }

  test('is loaded again on request', async () => {
    const { manager } = await crowded();
    const first = await loaded(manager, './a');
    await loaded(manager, './b');
    expect(manager.peekJob('./a')).toBeUndefined();
    const second = await loaded(manager, './a');
    expect(second).not.toBe(first);
    expect(await samplesOf(second)).toHaveLength(3);
  });

  test('leaves no file open', async () => {
    const { manager, storage } = await crowded();
    for (const name of ['a', 'b', 'a', 'b']) await loaded(manager, `./${name}`);
    await until(() => storage.openFiles === 1);
    expect(manager.peekJob('./b')?.status).toEqual({ kind: 'loaded' });
  });

  test('is not unloaded while a request for it is being answered', async () => {
    const { manager, storage } = await crowded();
    const gate = new Gate();
    await loaded(manager, './a');
    const answer = manager.withJob('./a', async (loader) => {
      await gate.passed;
      return samplesOf(loader);
    });
    await until(() => manager.peekJob('./a') !== undefined);
    await loaded(manager, './b');
    await manager.loadData();
    gate.open();
    expect(await answer).toHaveLength(3);
    await until(() => storage.openFiles === 1);
  });

  test('is loaded for a request while another request is being answered', async () => {
    const { manager, storage } = await crowded();
    const [gate, both] = [new Gate(), new Gate()];
    const first = manager.withJob('./a', async (loader) => {
      await loader.settled(60_000);
      await gate.passed;
      return samplesOf(loader);
    });
    const second = manager.withJob('./b', async (loader) => {
      await loader.settled(60_000);
      both.open();
      return samplesOf(loader);
    });
    await both.passed;
    gate.open();
    expect([await first, await second].map((samples) => samples?.length)).toEqual([3, 3]);
    await until(() => storage.openFiles === 1);
  });

  test('and exceeds the budget on its own stays', async () => {
    const { manager } = await crowded();
    const loader = await loaded(manager, './a');
    await manager.loadData();
    await manager.loadData();
    expect((await asked(manager, './a')).status.kind).toBe('loaded');
    expect(await samplesOf(await loaded(manager, './a'))).toHaveLength(loader.sampleCount);
  });

  test('is unloaded once the loaded jobs exceed the budget', async () => {
    const base = await temporaryDirectory();
    const files = [];
    for (const name of ['a', 'b']) files.push(await writeJob(`${base}/${name}`, run({ samples: 1 })));
    const { manager } = manageWatched(base, { memoryBytes: 700_000 });
    await manager.startLoadData({ reloadInterval: 0 });
    await loaded(manager, './a');
    await loaded(manager, './b');
    const many = Array.from({ length: 6000 }, (_, i) => ({ sampleId: i, imagePath: 'a', truth: [0, 1] }));
    for (const file of files) await append(file, many);
    await manager.loadData();
    expect(manager.peekJob('./b')?.sampleCount).toBe(6000);
    expect(manager.peekJob('./a')).toBeUndefined();
  });
});

test('a failed job is retried on the next request for it, and only then', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 3 }));
  const { manager, storage } = manageWatched(base);
  storage.refuse('open', EVENT_FILE, 'not-permitted');
  await manager.startLoadData({ reloadInterval: 0 });
  expect(storage.count('open')).toBe(1);
  const failed = await asked(manager, './run');
  await failed.settled(60_000);
  expect(failed.status.kind).toBe('failed');
  expect(storage.count('open')).toBe(2);
  storage.relent();
  expect(await samplesOf(await loaded(manager, './run'))).toHaveLength(3);
  expect(storage.count('open')).toBe(3);
});
