import { expect, test } from 'vitest';
import { nextTurn } from '../../../lib/clock';
import { openMarks } from '../../support/marks';

/* Large imports: they leave turns to requests, and what they add is as if it had been added one by one. */

const FIRST = { kind: 'salient-marks', version: 1 };
const job = { path: './run', generation: 'aaaa0001', eventFile: 'events' };
const time = '2026-11-29T10:00:00.000Z';

const textOf = (lines: readonly object[]) => [FIRST, ...lines].map((line) => JSON.stringify(line)).join('\n');
const many = (line: (k: number) => object) => textOf(Array.from({ length: 3_000 }, (_, k) => line(k)));

test.each([
  [
    'notes',
    many((k) => ({ kind: 'note', job, sample: k, picture: '00000000', text: 'x', time })),
    { notes: 3_000, kept: 0 },
  ],
  [
    'starred jobs',
    many((k) => ({ kind: 'job', job: { ...job, path: `./${k}`, generation: `${k}` }, starred: true, hidden: false })),
    { jobs: 3_000 },
  ],
  [
    'marked samples of many times',
    many((k) => ({
      kind: 'marked',
      job,
      sample: k,
      picture: '00000000',
      mark: 'new',
      time: new Date(k).toISOString(),
    })),
    { marks: 1, marked: 3_000 },
  ],
])('a large import of %s leaves turns to others', async (_, text, added) => {
  const { service } = await openMarks();
  await service.addMark('old', 'red');
  let isOver = false;
  const imported = service.importText(text).finally(() => {
    isOver = true;
  });
  let answered = 0;
  for (; !isOver; answered++) {
    // Nothing of an import is seen before all of it is.
    const marks = await service.marks();
    if (!isOver) expect(marks).toMatchObject([{ name: 'old' }]);
    await nextTurn();
  }
  expect(await imported).toMatchObject(added);
  expect(answered).toBeGreaterThan(2);
});

test('of several marks of a sample by the same name, the first counts', async () => {
  const { service } = await openMarks();
  const marked = { kind: 'marked', job, sample: 1, picture: '00000000', mark: 'new' };
  const later = { ...marked, time: '2026-11-30T10:00:00.000Z' };
  const text = textOf([{ ...marked, time }, later, later]);
  expect(await service.importText(text)).toMatchObject({ marked: 1 });
  expect((await service.exportPart(null, null)).text).toContain(time);
});

test('of several notes in one place, the first counts', async () => {
  const { service } = await openMarks();
  const note = { kind: 'note', job, explainers: ['b', 'a'], time };
  const text = textOf([
    { ...note, text: 'first' },
    { ...note, explainers: ['a', 'b'], text: 'second' },
  ]);
  expect(await service.importText(text)).toMatchObject({ notes: 1, kept: 1 });
  expect((await service.exportPart(null, null)).text).toContain('"explainers":["a","b"],"text":"first"');
});

test('nothing of a file is added if one of its last lines is wrong', async () => {
  const { service } = await openMarks();
  await expect(
    service.importText(`${many((k) => ({ kind: 'note', job, sample: k, text: 'x', time }))}\nnothing`),
  ).rejects.toThrow(/Line 3002/);
  expect((await service.find({ ...job })).job).toBeNull();
});
