import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { MarksService } from '../../../lib/marks/marks-service';
import { jobAt, openMarks, samples, targetOf } from '../../support/marks';

const RUN = jobAt('./run');

/** The samples with any mark, or one of some marks, by the time of marking. */
async function marked(service: MarksService, names: string[] | 'notes' | null = null) {
  const { job, marksVersion } = await service.find(RUN.ref);
  if (job === null) return null;
  const found = await service.markedSamples(job.id, names, `${job.contentVersion} ${marksVersion}`);
  return [...found.ids].map((id, k) => [id, found.ranks[k]]);
}

async function withMark(...names: string[]) {
  const opened = await openMarks();
  for (const name of names) await opened.service.addMark(name, 'red');
  return opened;
}

test('looking leaves no file behind', async () => {
  const { service, directory } = await openMarks();
  expect(await service.state()).toEqual({ version: 0, readOnly: null });
  expect(await service.find(RUN.ref)).toEqual({ job: null, marksVersion: 0 });
  expect(await service.marks()).toEqual([]);
  expect(await readdir(directory)).toEqual([]);
});

test('any number of marks on a sample, and a mark on any number of samples', async () => {
  const { service, clock } = await withMark('wrong', 'check');
  expect(await service.mark(RUN, 'wrong', samples(3, 5))).toMatchObject({ changed: 2 });
  await clock.advance(1);
  expect(await service.mark(RUN, 'check', samples(5, 7))).toMatchObject({ changed: 2 });
  const { id } = await targetOf(service, RUN);
  expect(await service.marksOf(id ?? 0, samples(3, 5, 6))).toEqual([
    { marks: ['wrong'], note: null },
    { marks: ['wrong', 'check'], note: null },
    { marks: [], note: null },
  ]);
  expect(await marked(service, ['wrong'])).toEqual([
    [3, 0],
    [5, 0],
  ]);
  expect((await marked(service))?.map(([, rank]) => rank)).toEqual([0, 0, 1, 1]);
});

test('marking again changes nothing and says so', async () => {
  const { service } = await withMark('wrong');
  await service.mark(RUN, 'wrong', samples(3));
  expect(await service.mark(RUN, 'wrong', samples(3, 4))).toMatchObject({ changed: 1 });
  expect(await service.unmark(RUN, 'wrong', samples(8))).toMatchObject({ changed: 0 });
});

test('a mark that does not exist is refused, and nothing is written', async () => {
  const { service } = await withMark('wrong');
  const { version } = await service.state();
  await expect(service.mark(RUN, 'other', samples(1))).rejects.toThrow(/no mark "other"/);
  expect((await service.state()).version).toBe(version);
});

test('marking is undone for those samples only that it has changed, and undoing is undone', async () => {
  const { service } = await withMark('wrong');
  await service.mark(RUN, 'wrong', samples(3));
  const { version } = await service.mark(RUN, 'wrong', samples(3, 4, 5));
  const undone = await service.undo(version);
  expect(undone.changed).toBe(2);
  expect(await marked(service)).toEqual([[3, 0]]);
  await service.undo(undone.version);
  expect((await marked(service))?.map(([id]) => id)).toEqual([3, 4, 5]);
});

test('taking a mark away is undone, except where somebody has marked the sample since', async () => {
  const { service } = await withMark('wrong');
  await service.mark(RUN, 'wrong', samples(1, 2));
  const { version, changed } = await service.unmark(RUN, 'wrong', samples(1, 2, 3));
  expect(changed).toBe(2);
  expect(await marked(service)).toEqual([]);
  await service.mark(RUN, 'wrong', samples(2));
  expect((await service.undo(version)).changed).toBe(1);
  expect((await marked(service))?.map(([id]) => id)).toEqual([1, 2]);
});

test('a sample with another picture does not have the marks of the former one; they are kept', async () => {
  const { service } = await withMark('wrong');
  await service.mark(RUN, 'wrong', samples(3));
  const { id } = await targetOf(service, RUN);
  const other = { ids: Int32Array.of(3), pictures: Uint32Array.of(77) };
  expect(await service.marksOf(id ?? 0, other)).toEqual([{ marks: [], note: null }]);
  expect(await service.unmark(RUN, 'wrong', other)).toMatchObject({ changed: 0 });
  expect((await service.marksOf(id ?? 0, samples(3)))[0].marks).toEqual(['wrong']);
});

test('a mark is renamed and recoloured once; who is late gets what is there', async () => {
  const { service } = await withMark('wrong');
  const [mark] = await service.marks();
  const changed = await service.changeMark(mark.id, { name: 'wrong label', colour: 'blue' }, mark.version);
  expect(changed).toMatchObject({ done: { name: 'wrong label', colour: 'blue' } });
  expect(await service.changeMark(mark.id, { name: 'mine' }, mark.version)).toMatchObject({
    conflict: { name: 'wrong label' },
  });
  await service.addMark('other', 'red');
  const [, current] = await service.marks();
  expect(await service.changeMark(current.id, { name: 'other' }, current.version)).toMatchObject({
    conflict: { name: 'other' },
  });
  expect(await service.addMark('other', 'red')).toMatchObject({ conflict: { name: 'other' } });
});

test('a removed mark is gone from all samples, and comes back with them', async () => {
  const { service } = await withMark('wrong', 'check');
  await service.mark(RUN, 'wrong', samples(1, 2));
  const wrong = (await service.marks()).find(({ name }) => name === 'wrong');
  const removed = await service.removeMark(wrong?.id ?? 0, wrong?.version ?? 0);
  expect((await service.marks()).map(({ name }) => name)).toEqual(['check']);
  expect(await marked(service)).toEqual([]);
  await service.undo(removed.version);
  expect((await service.marks()).map(({ name }) => name)).toEqual(['check', 'wrong']);
  expect((await marked(service))?.map(([id]) => id)).toEqual([1, 2]);
});

test('at most a hundred marks', async () => {
  const { service } = await openMarks();
  for (let k = 0; k < 100; k++) await service.addMark(`mark ${k}`, 'red');
  await expect(service.addMark('one more', 'red')).rejects.toThrow(/100 marks already/);
});

test('notes: the first write wins, and the other one gets its text', async () => {
  const { service } = await openMarks();
  const on = { kind: 'sample', sample: 3, picture: 1_003 } as const;
  const first = await service.writeNote(RUN, on, 'hello', 0);
  expect(first).toMatchObject({ done: { text: 'hello' } });
  expect(await service.writeNote(RUN, on, 'world', 0)).toMatchObject({ conflict: { text: 'hello' } });
  const { version } = 'done' in first ? first.done : { version: 0 };
  const removed = await service.writeNote(RUN, on, '', version);
  expect(removed).toMatchObject({ done: { text: '' } });
  expect(await service.writeNote(RUN, on, 'late', version)).toMatchObject({ conflict: { text: '' } });
  expect(await marked(service, 'notes')).toEqual([]);
});

test('notes on a job, a sample, and a pair of explainers in either order', async () => {
  const { service } = await openMarks();
  await service.writeNote(RUN, { kind: 'job' }, 'of the job', 0);
  await service.writeNote(RUN, { kind: 'sample', sample: 3, picture: 1_003 }, 'of a sample', 0);
  await service.writeNote(RUN, { kind: 'pair', a: 'RISE', b: 'GradCAM' }, 'of a pair', 0);
  const { id } = await targetOf(service, RUN);
  expect(await service.note(id ?? 0, { kind: 'pair', a: 'GradCAM', b: 'RISE' })).toMatchObject({ text: 'of a pair' });
  expect((await service.notes(id ?? 0, 10)).map(({ text }) => text).sort()).toEqual([
    'of a pair',
    'of a sample',
    'of the job',
  ]);
  expect(await service.marksOf(id ?? 0, samples(3))).toEqual([{ marks: [], note: 'of a sample' }]);
  expect(await marked(service, 'notes')).toEqual([[3, 0]]);
});

test('saved views: a name is taken once, changes say what they were made of', async () => {
  const { service } = await openMarks();
  const added = await service.addView({ name: 'cats', address: '/jobs/run/saliency?labels=1' });
  const view = 'done' in added ? added.done : null;
  expect(await service.addView({ name: 'cats', address: '/' })).toMatchObject({ conflict: { name: 'cats' } });
  expect(await service.changeView(view?.id ?? 0, { name: 'dogs' }, 0)).toMatchObject({ conflict: { name: 'cats' } });
  await service.changeView(view?.id ?? 0, { name: 'dogs' }, view?.version ?? 0);
  expect(await service.removeView(view?.id ?? 0, view?.version ?? 0)).toMatchObject({ conflict: { name: 'dogs' } });
  const [dogs] = await service.views();
  await service.removeView(dogs.id, dogs.version);
  expect(await service.views()).toEqual([]);
  expect(await service.removeView(dogs.id, dogs.version)).toEqual({ conflict: null });
});

test('a hundred thousand samples at once, with reads in between', async () => {
  const { service } = await withMark('wrong');
  const ids = Int32Array.from({ length: 100_000 }, (_, id) => id);
  const writing = service.mark(RUN, 'wrong', { ids, pictures: new Uint32Array(ids.length) });
  let reads = 0;
  let isDone = false;
  void writing.then(() => {
    isDone = true;
  });
  while (!isDone) {
    expect((await service.state()).version).toBeLessThanOrEqual(2);
    reads++;
    await new Promise(setImmediate);
  }
  expect(reads).toBeGreaterThan(20);
  const { changed, version } = await writing;
  expect(changed).toBe(100_000);
  expect((await service.undo(version)).changed).toBe(100_000);
});
