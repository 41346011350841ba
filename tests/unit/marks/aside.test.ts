import { expect, test } from 'vitest';
import { jobAt, openMarks, samples, targetOf } from '../../support/marks';

const FORMER = jobAt('./run', 'aaaa0001');
const REPLACED = jobAt('./run', 'bbbb0002');

/** Marks and notes of a run, which another one has replaced since; the number of the former one. */
async function replaced() {
  const { service } = await openMarks();
  await service.addMark('wrong', 'red');
  await service.addMark('check', 'blue');
  await service.mark(FORMER, 'wrong', samples(1, 2, 3));
  await service.mark(FORMER, 'check', samples(1));
  await service.writeNote(FORMER, { kind: 'sample', sample: 2, picture: 1_002 }, 'two', 0);
  await service.writeNote(FORMER, { kind: 'job' }, 'the former job', 0);
  await service.writeNote(FORMER, { kind: 'pair', a: 'LIME', b: 'GradCAM' }, 'of a pair', 0);
  const { aside } = await service.jobMarks(REPLACED);
  return { service, aside, id: aside[0].id };
}

/** Samples 1 and 2 of the new run: the second has another picture. */
const NEW = { ids: Int32Array.of(1, 2), pictures: Uint32Array.of(1_001, 7_777) };

test('the marks and notes of a former run are listed', async () => {
  const { service, aside, id } = await replaced();
  expect(aside).toMatchObject([{ generation: 'aaaa0001', samples: 3, notes: 2 }]);
  const { samples: keys, first } = await service.asideSamples(REPLACED, id);
  expect([...keys.ids]).toEqual([1, 2, 3]);
  expect([...keys.pictures]).toEqual([1_001, 1_002, 1_003]);
  expect(first).toEqual([
    { sample: 1, marks: ['wrong', 'check'], note: null },
    { sample: 2, marks: ['wrong'], note: 'two' },
    { sample: 3, marks: ['wrong'], note: null },
  ]);
});

test('they are carried over to the samples of the same ids, and what has no place stays aside', async () => {
  const { service, id } = await replaced();
  expect(await service.carryOver(REPLACED, id, NEW, ['GradCAM'])).toMatchObject({ marked: 3, notes: 2, kept: 0 });
  const target = await targetOf(service, REPLACED);
  expect(await service.marksOf(target.id ?? 0, NEW)).toEqual([
    { marks: ['check', 'wrong'], note: null },
    { marks: ['wrong'], note: 'two' },
  ]);
  expect(await service.note(target.id ?? 0, { kind: 'job' })).toMatchObject({ text: 'the former job' });
  expect((await service.jobMarks(target)).aside).toMatchObject([{ id, samples: 1, notes: 1 }]);
});

test('a note of the new run is not overwritten', async () => {
  const { service, id } = await replaced();
  await service.writeNote(REPLACED, { kind: 'job' }, 'the new job', 0);
  const target = await targetOf(service, REPLACED);
  expect(await service.carryOver(target, id, NEW, ['GradCAM', 'LIME'])).toMatchObject({ notes: 2, kept: 1 });
  expect(await service.note(target.id ?? 0, { kind: 'job' })).toMatchObject({ text: 'the new job' });
  expect(await service.note(target.id ?? 0, { kind: 'pair', a: 'GradCAM', b: 'LIME' })).toMatchObject({
    text: 'of a pair',
  });
});

test('undoing it puts the marks back', async () => {
  const { service, id } = await replaced();
  const { version } = await service.carryOver(REPLACED, id, NEW, []);
  await service.undo(version);
  const target = await targetOf(service, REPLACED);
  expect((await service.marksOf(target.id ?? 0, NEW)).map(({ marks }) => marks)).toEqual([[], []]);
  expect((await service.jobMarks(target)).aside).toMatchObject([{ samples: 3 }]);
});

test('they are exported alone, and removed', async () => {
  const { service, id } = await replaced();
  await service.mark(REPLACED, 'wrong', samples(9));
  const { text } = await service.exportPart(null, id);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.filter(({ kind }) => kind === 'marked').map(({ sample }) => sample)).toEqual([1, 1, 2, 3]);
  expect(lines.filter(({ kind }) => kind === 'note')).toHaveLength(3);
  const target = await targetOf(service, REPLACED);
  const { marked, notes, version } = await service.removeAside(target, id);
  expect({ marked, notes }).toEqual({ marked: 4, notes: 3 });
  expect((await service.jobMarks(target)).aside).toEqual([]);
  await service.undo(version);
  expect((await service.jobMarks(target)).aside).toMatchObject([{ samples: 3, notes: 0 }]);
});

test('the job itself, and jobs at other paths, are not set aside for it', async () => {
  const { service, id } = await replaced();
  await service.mark(jobAt('./other'), 'wrong', samples(1));
  const former = await targetOf(service, FORMER);
  await expect(service.asideSamples(former, id)).rejects.toThrow('under the number');
  await expect(service.removeAside(jobAt('./other', 'cccc0003'), id)).rejects.toMatchObject({
    name: 'MarksUnknownError',
  });
});
