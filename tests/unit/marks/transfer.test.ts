import { expect, test } from 'vitest';
import type { MarksService } from '../../../lib/marks/marks-service';
import { jobAt, openMarks, samples, targetOf } from '../../support/marks';

async function exported(service: MarksService): Promise<string> {
  let text = '';
  let next: Awaited<ReturnType<MarksService['exportPart']>>['next'] = null;
  do {
    const part = await service.exportPart(next, null);
    text += part.text;
    next = part.next;
  } while (next !== null);
  return text;
}

/** A service with something of everything. */
async function filled() {
  const { service } = await openMarks();
  const run = jobAt('./run');
  await service.addMark('wrong', 'red');
  await service.addMark('check', 'blue');
  await service.mark(run, 'wrong', samples(1, 2));
  await service.mark(jobAt('./other', 'cccc0003'), 'check', samples(2));
  await service.writeNote(run, { kind: 'job' }, 'a job\nof two lines', 0);
  await service.writeNote(run, { kind: 'sample', sample: 2, picture: 1_002 }, 'ein Grüßle 猫', 0);
  await service.writeNote(run, { kind: 'pair', a: 'RISE', b: 'GradCAM' }, 'a pair', 0);
  await service.setFlags(run, { starred: true }, null);
  await service.addView({ name: 'cats', address: '/jobs/run/saliency?labels=1' });
  return service;
}

test('an export is imported elsewhere, with everything', async () => {
  const service = await filled();
  const text = await exported(service);
  const { service: other } = await openMarks();
  expect(await other.importText(text)).toMatchObject({ marks: 2, marked: 3, jobs: 1, notes: 3, views: 1, kept: 0 });
  expect(await exported(other)).toBe(text);
});

test('importing twice adds nothing, and what is there stays', async () => {
  const service = await filled();
  const text = await exported(service);
  expect(await service.importText(text)).toMatchObject({ marks: 0, marked: 0, jobs: 0, notes: 0, views: 0, kept: 4 });
  expect(await exported(service)).toBe(text);
});

test('an import is undone like any marking', async () => {
  const text = await exported(await filled());
  const { service } = await openMarks();
  const { version } = await service.importText(text);
  expect((await service.undo(version)).changed).toBe(3);
  const { id } = await targetOf(service, jobAt('./run'));
  expect((await service.marksOf(id ?? 0, samples(1)))[0].marks).toEqual([]);
});

test('a mark without a line of its own is added', async () => {
  const { service } = await openMarks();
  const job = { path: './run', generation: 'aaaa0001', eventFile: 'events' };
  const time = '2026-11-29T10:00:00.000Z';
  const lines = [
    { kind: 'salient-marks', version: 1 },
    { kind: 'marked', job, sample: 4, picture: '000003ec', mark: 'new', time },
  ];
  await service.importText(lines.map((line) => JSON.stringify(line)).join('\n'));
  expect(await service.marks()).toMatchObject([{ name: 'new', colour: 'grey' }]);
});

test.each([
  ['', /Line 1 must be/],
  ['{"kind":"mark","name":"a","colour":"red"}', /Line 1 must be/],
  ['{"kind":"salient-marks","version":2}', /Line 1 .*version/],
  ['{"kind":"salient-marks","version":1}\nnothing', /Line 2/],
  ['\n{"kind":"salient-marks","version":1}\r\n \n\nnothing', /Line 5/],
  ['{"kind":"salient-marks","version":1}\n{"kind":"view","name":"x","address":"//evil.example"}', /Line 2 .*address/],
  ['{"kind":"salient-marks","version":1}\n{"kind":"mark","name":"","colour":"red"}', /Line 2 .*name/],
])('a wrong file is refused with its line: %j', async (text, message) => {
  const { service } = await openMarks();
  await expect(service.importText(text)).rejects.toThrow(message);
  expect(await service.marks()).toEqual([]);
});

test('a line that is longer than any that is exported is not parsed', async () => {
  const { service } = await openMarks();
  const text = `{"kind":"salient-marks","version":1}\n\n${'['.repeat(2_000_000)}`;
  await expect(service.importText(text)).rejects.toThrow('Line 3 has more than 1048576 characters.');
});

test('an export of many samples comes in parts', async () => {
  const { service } = await openMarks();
  await service.addMark('wrong', 'red');
  await service.mark(jobAt('./run'), 'wrong', samples(...Array.from({ length: 12_001 }, (_, id) => id)));
  const first = await service.exportPart(null, null);
  expect(first.next).not.toBeNull();
  const lines = (await exported(service))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(new Set(lines.filter(({ kind }) => kind === 'marked').map(({ sample }) => sample)).size).toBe(12_001);
});
