import { describe, expect, test } from 'vitest';
import {
  dataDirectoryOf,
  eventFileTime,
  firstFile,
  isDataDirectory,
  jobTime,
  latestEventFile,
  partsOf,
} from '../../../lib/summary/event-file';

describe('the name of an event file', () => {
  test.each([
    ['events.out.events.summary.1606463241.host_explain', 1606463241],
    ['prefix.summary.1606463241._explain', 1606463241],
    ['summary.7_explain', 7],
    ['events.summary.12.summary.99_explain', 12],
  ])('%s contains its time', (name, time) => {
    expect(eventFileTime(name)).toBe(time);
  });

  test.each([
    'events.out.events.summary.1606463241.host_lineage',
    'events.out.events.summary.1606463241.host',
    'prefix.summary.1606463241._explain.tmp',
    'prefix.summary._explain',
    'prefix.summary1606463241._explain',
    '1606463241_explain',
    '_explain',
    '',
  ])('is not %s', (name) => {
    expect(eventFileTime(name)).toBeNaN();
  });
});

describe('the latest event file', () => {
  test('is the one with the maximum time, compared numerically', () => {
    const names = ['a.summary.999._explain', 'a.summary.1000._explain', 'z.summary.998._explain'];
    expect(latestEventFile(names)).toBe('a.summary.1000._explain');
    expect(latestEventFile(names.toReversed())).toBe('a.summary.1000._explain');
  });

  test('is the one with the last name if times are equal', () => {
    const names = ['a.summary.5.x_explain', 'a.summary.5.z_explain', 'a.summary.5.y_explain'];
    expect(latestEventFile(names)).toBe('a.summary.5.z_explain');
    expect(latestEventFile(names.toReversed())).toBe('a.summary.5.z_explain');
  });

  test('is found among other files', () => {
    expect(latestEventFile(['notes.txt', 'a.summary.5._explain', 'a.summary.9._lineage'])).toBe('a.summary.5._explain');
  });

  test('is null if there is none', () => {
    expect(latestEventFile([])).toBeNull();
    expect(latestEventFile(['notes.txt', 'a.summary.9.host'])).toBeNull();
  });
});

describe('the data directory', () => {
  test('contains the time of its event file in its name', () => {
    expect(dataDirectoryOf('events.out.events.summary.1606463241.host_explain')).toBe('_explain_1606463241');
  });

  test('is recognised by its name', () => {
    expect(isDataDirectory('_explain_1606463241')).toBe(true);
    expect(['_explain_', '_explain', 'x_explain_1', '_explain_1x', 'run'].filter(isDataDirectory)).toEqual([]);
  });
});

describe('the first file of a job', () => {
  const part = (time: number, writer: number, number: number) =>
    `events.part.${time}.${String(writer).padStart(4, '0')}.${String(number).padStart(6, '0')}`;

  test('is its event file, also where there are parts of a later one', () => {
    expect(firstFile([part(9, 0, 0), 'a.summary.7_explain', part(7, 1, 0)])).toBe('a.summary.7_explain');
    expect(firstFile(['a', 'b'])).toBeNull();
  });

  test('is the first of the latest parts where there is no event file', () => {
    const names = [part(7, 0, 1), part(9, 2, 0), part(9, 1, 1), part(9, 1, 2), part(10, 0, 1).replace('10', 'x')];
    expect(firstFile(names)).toBe(part(9, 1, 1));
    expect(partsOf(part(9, 1, 1), names).parts).toEqual([
      { name: part(9, 1, 2), writer: 1, number: 2 },
      { name: part(9, 2, 0), writer: 2, number: 0 },
    ]);
    expect([jobTime(part(9, 1, 1)), dataDirectoryOf(part(9, 1, 1))]).toEqual([9, '_explain_9']);
  });

  test('is read under the shorter of two names', () => {
    const longer = part(9, 1, 0).replace('000000', '0000000');
    expect(firstFile([longer, part(9, 1, 0)])).toBe(part(9, 1, 0));
    expect(partsOf(part(9, 1, 0), [longer, part(9, 1, 0)])).toEqual({ parts: [], leftOut: [longer] });
  });
});
