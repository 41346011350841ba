import { describe, expect, test } from 'vitest';
import { dataDirectoryOf, eventFileTime, isDataDirectory, latestEventFile } from '../../../lib/summary/event-file';

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
