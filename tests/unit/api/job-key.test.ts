import { describe, expect, test } from 'vitest';
import { jobIdOf, jobKeyOf, jobPathOf } from '../../../lib/api/job-key';
import { random } from '../../support/random';

const IDS = [
  './',
  './run_1',
  './Run-1.2',
  './nightly/2026-11-22',
  './a/b/c/d/e',
  './.hidden',
  './..two',
  './...',
  './été 1',
  './e\u0301te\u0301', // the same letters in decomposed form
  './日本/実行',
  './🐈/🐕‍🦺',
  './a~b',
  './~',
  './~/~',
  './!',
  './a!7eb',
  './%2F',
  './a%2Fb',
  './a%41',
  './a+b c&d=e?f#g',
  './a;b,c:d@e$f',
  './back\\slash',
  './"quoted"',
  './line\nbreak',
  './\ufeffmarked',
  './con.fig.json',
  './a/.b',
];

describe('the key of a job', () => {
  test.each(IDS)('maps back to the job %j', (id) => {
    expect(jobIdOf(jobKeyOf(id))).toBe(id);
  });

  test.each([
    ['./', '~'],
    ['./run_1', 'run_1'],
    ['./nightly/2026-11-22', 'nightly~2026-11-22'],
    ['./été 1', '!c3!a9t!c3!a9!201'],
    ['./a~b', 'a!7eb'],
    ['./!', '!21'],
  ])('of %j is %j', (id, key) => {
    expect(jobKeyOf(id)).toBe(key);
  });

  test('is different for every job', () => {
    expect(new Set(IDS.map(jobKeyOf)).size).toBe(IDS.length);
  });

  test('maps back to any job, and no two jobs share one', () => {
    const next = random(6);
    const letters = ['a', 'B', '7', '.', '_', '-', '~', '!', '%', '2', 'e', ' ', 'é', '日', '🐈', '/x'];
    const ids = new Set(
      Array.from({ length: 2000 }, () => {
        const length = 1 + Math.floor(next() * 6);
        return `./x${Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join('')}`;
      }),
    );
    const keys = [...ids].map(jobKeyOf);
    expect(keys.map(jobIdOf)).toEqual([...ids]);
    expect(new Set(keys).size).toBe(ids.size);
  });

  test.each(IDS)('of %j survives being escaped, unescaped and decoded by a proxy', (id) => {
    const key = jobKeyOf(id);
    expect(encodeURIComponent(key)).toBe(key);
    expect(decodeURIComponent(key)).toBe(key);
    expect(key).not.toMatch(/[%/\\?#&+;]/);
    expect(new URL(`http://host/prefix/api/jobs/${key}/samples`).pathname).toBe(`/prefix/api/jobs/${key}/samples`);
  });
});

describe('an invalid key', () => {
  test.each([
    ['nothing', ''],
    ['a bare slash', 'a/b'],
    ['a character that has to be escaped', 'a b'],
    ['a letter that has to be escaped', 'é'],
    ['a percent sign', 'a%2Fb'],
    ['an escape that is not needed', '!61'],
    ['an escape in capitals', '!C3!A9'],
    ['an escape that is cut off', 'a!c'],
    ['an escape that is none', 'a!zz'],
    ['a lone exclamation mark', '!'],
    ['an escaped slash', 'a!2fb'],
    ['an empty name in the middle', 'a~~b'],
    ['an empty name in front', '~a'],
    ['an empty name at the end', 'a~'],
    ['only empty names', '~~'],
    ['the base directory by another name', '.'],
    ['a way around', 'a~.~b'],
    ['a way up', '..'],
    ['a way up from a job', 'a~..~b'],
    ['a null byte', 'a!00'],
  ])('is %s', (_, key) => {
    expect(jobIdOf(key)).toBeNull();
  });
});

test('a displayed path has no leading dot', () => {
  expect(['./', './run', './nightly/run'].map(jobPathOf)).toEqual(['.', 'run', 'nightly/run']);
});
