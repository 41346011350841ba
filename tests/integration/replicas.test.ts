import { expect, test } from 'vitest';
import { eventFile } from '../support/event-writer';
import { loaded, manage } from '../support/managers';
import { append, run, temporaryDirectory, writeJob } from '../support/runs';

/* Two servers of one directory, which scan it at different times. */

const PATIENCE_MS = 5_000;

test('a replica that is behind reads a job as far as the other one has told', async () => {
  const base = await temporaryDirectory();
  const events = run({ samples: 20 });
  const file = await writeJob(`${base}/run`, events.slice(0, 21));
  const [ahead, behind] = [manage(base).manager, manage(base).manager];
  for (const manager of [ahead, behind]) {
    await manager.startLoadData({ reloadInterval: 0 });
    await loaded(manager, 'run');
  }
  const before = behind.peekJob('./run')?.snapshot;
  await append(file, events.slice(21));
  await ahead.loadData();
  const { generation, bytesRead } = ahead.peekJob('./run')?.snapshot ?? { generation: null, bytesRead: 0 };
  expect(behind.peekJob('./run')?.snapshot?.bytesRead).toBe(before?.bytesRead);
  await behind.readUpTo('./run', generation ?? '', bytesRead, PATIENCE_MS);
  expect(behind.peekJob('./run')?.snapshot).toMatchObject({ bytesRead, sampleCount: 20 });
  expect(bytesRead).toBeGreaterThan(before?.bytesRead ?? 0);
});

test('and finds a part that has appeared since', async () => {
  const base = await temporaryDirectory();
  const [metadata, ...events] = run({ samples: 20 });
  await writeJob(`${base}/run`, [metadata, ...events.slice(0, 10)]);
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  await loaded(manager, 'run');
  const { generation, bytesRead } = manager.peekJob('./run')?.snapshot ?? { generation: null, bytesRead: 0 };
  const part = eventFile([metadata, ...events.slice(10)]);
  await writeJob(`${base}/run`, part, { name: 'events.part.1700000000.0000.000001' });
  await manager.readUpTo('./run', generation ?? '', bytesRead + part.length, PATIENCE_MS);
  expect(manager.peekJob('./run')?.snapshot).toMatchObject({ bytesRead: bytesRead + part.length, sampleCount: 20 });
});

test('a floor that cannot be reached delays, and fails nothing', async () => {
  const base = await temporaryDirectory();
  await writeJob(`${base}/run`, run({ samples: 2 }));
  const { manager } = manage(base);
  await manager.startLoadData({ reloadInterval: 0 });
  await manager.readUpTo('./run', 'ffffffff', 1e12, PATIENCE_MS);
  await manager.readUpTo('./none', 'ffffffff', 1, PATIENCE_MS);
  expect(manager.failures.size).toBe(0);
});
