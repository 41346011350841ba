import { expect, test } from 'vitest';
import type { JobTarget } from '../../../lib/marks/marks';
import { jobAt, openMarks, samples, targetOf } from '../../support/marks';

/** Marks of a job at a path, sample 1 in it marked. */
async function withMarkedJob(target: JobTarget) {
  const opened = await openMarks();
  await opened.service.addMark('wrong', 'red');
  await opened.service.mark(target, 'wrong', samples(1));
  return opened.service;
}

test('a job keeps its marks while it grows: its first record is the same', async () => {
  const service = await withMarkedJob(jobAt('./run', 'aaaa0001'));
  expect((await service.find(jobAt('./run', 'aaaa0001').ref)).job).toMatchObject({ path: './run' });
});

test('a replaced job has no marks; those of the former one are set aside', async () => {
  const service = await withMarkedJob(jobAt('./run', 'aaaa0001'));
  const replaced = jobAt('./run', 'bbbb0002');
  expect((await service.find(replaced.ref)).job).toBeNull();
  expect((await service.jobMarks(replaced)).aside).toMatchObject([{ generation: 'aaaa0001', samples: 1 }]);
  await service.mark(replaced, 'wrong', samples(1, 2));
  expect((await service.jobMarks(await targetOf(service, replaced))).marks).toMatchObject([{ samples: 2 }]);
  const former = await targetOf(service, jobAt('./run', 'aaaa0001'));
  expect((await service.jobMarks(former)).marks).toMatchObject([{ samples: 1 }]);
});

test('a job is found from a directory above or below, if it is the only one', async () => {
  const service = await withMarkedJob(jobAt('./nightly/run'));
  expect((await service.find(jobAt('./run').ref)).job).toMatchObject({ path: './nightly/run' });
  expect((await service.find(jobAt('./all/nightly/run').ref)).job).toMatchObject({ path: './nightly/run' });
  expect((await service.find(jobAt('./').ref)).job).toMatchObject({ path: './nightly/run' });
  expect((await service.find(jobAt('./other').ref)).job).toBeNull();
  expect((await service.find(jobAt('./trun').ref)).job).toBeNull();
  await service.mark(jobAt('./weekly/run'), 'wrong', samples(2));
  expect((await service.find(jobAt('./run').ref)).job).toBeNull();
});

test('a copy beside the job has marks of its own', async () => {
  const service = await withMarkedJob(jobAt('./run'));
  expect((await service.find(jobAt('./copies/run').ref)).job).toMatchObject({ path: './run' }); // the caller looks whether it is there
  await service.mark(jobAt('./copies/run'), 'wrong', samples(5));
  expect((await service.find(jobAt('./copies/run').ref)).job).toMatchObject({ path: './copies/run' });
  expect((await service.jobMarks(await targetOf(service, jobAt('./run')))).marks).toMatchObject([{ samples: 1 }]);
});

test('a job that could not be read when it was starred is the same one later', async () => {
  const { service } = await openMarks();
  await service.setFlags(jobAt('./run', '', 'events.1'), { starred: true }, null);
  expect((await service.find(jobAt('./run', 'aaaa0001', 'events.1').ref)).job).toMatchObject({ starred: true });
  expect((await service.find(jobAt('./run', 'aaaa0001', 'events.2').ref)).job).toBeNull();
  await service.setFlags(jobAt('./run', 'aaaa0001', 'events.1'), { hidden: true }, null);
  expect((await service.flags(-1))?.jobs).toMatchObject([{ generation: 'aaaa0001', starred: true, hidden: true }]);
});

test('flags are set one by one; with a version, only if nobody was faster', async () => {
  const { service } = await openMarks();
  const run = jobAt('./run');
  const first = await service.setFlags(run, { starred: true }, 0);
  const { version } = 'done' in first ? first.done : { version: -1 };
  expect(await service.setFlags(run, { hidden: true }, 0)).toMatchObject({
    conflict: { starred: true, hidden: false },
  });
  expect(await service.setFlags(run, { hidden: true }, version)).toMatchObject({
    done: { starred: true, hidden: true },
  });
});

test('the list of jobs gets their flags, notes and numbers of marked samples, if something has changed', async () => {
  const service = await withMarkedJob(jobAt('./run'));
  await service.writeNote(jobAt('./run'), { kind: 'job' }, 'look at this', 0);
  const listed = await service.flags(-1);
  expect(listed?.jobs).toMatchObject([{ path: './run', note: 'look at this', marked: 1, starred: false }]);
  expect(await service.flags(listed?.version ?? 0)).toBeNull();
  await service.mark(jobAt('./run'), 'wrong', samples(2));
  expect((await service.flags(listed?.version ?? 0))?.jobs).toMatchObject([{ marked: 2 }]);
});
