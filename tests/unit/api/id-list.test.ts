import { describe, expect, test } from 'vitest';
import { formatIds, idsThatFit, MAX_IDS, parseIds } from '../../../lib/api/id-list';

describe('formatIds', () => {
  test('sorts, drops repetitions and joins runs of three and more', () => {
    expect(formatIds([9, 3, 8, 7, 3])).toBe('3,7-9');
    expect(formatIds([1, 2, 4, 5, 6, 7])).toBe('1,2,4-7');
    expect(formatIds([])).toBe('');
  });

  test('writes negative ids', () => {
    expect(formatIds([-2, -3, -4, 0])).toBe('-4--2,0');
  });

  test('takes a long run in few characters, and refuses more ids than an address holds', () => {
    const ids = Array.from({ length: MAX_IDS + 1 }, (_, id) => 2 * id);
    expect(formatIds(ids.slice(0, MAX_IDS)).split(',')).toHaveLength(MAX_IDS);
    expect(() => formatIds(ids)).toThrow('at most 2000 ids, not 2001');
  });
});

describe('parseIds', () => {
  test.each([
    ['3,7-9', [3, 7, 8, 9]],
    ['-4--2,0', [-4, -3, -2, 0]],
    ['-1-1', [-1, 0, 1]],
    ['9,1,9,1-2', [1, 2, 9]],
    ['2147483647,-2147483648', [-2147483648, 2147483647]],
  ])('reads %s', (text, ids) => {
    expect(parseIds(text)).toEqual(ids);
  });

  test.each(['', ',', '1,', '1..3', '3-1', 'a', '1.5', ' 1', '2147483648', '-2147483649', '1-2-3', '0-99999999999'])(
    'refuses "%s"',
    (text) => {
      expect(parseIds(text)).toBeNull();
    },
  );

  test('refuses more ids than an address holds, without listing them', () => {
    expect(parseIds(`0-${MAX_IDS - 1}`)).toHaveLength(MAX_IDS);
    expect(parseIds(`0-${MAX_IDS}`)).toBeNull();
    expect(parseIds(`0-${MAX_IDS - 1},-5`)).toBeNull();
    expect(parseIds('-2147483648-2147483647')).toBeNull();
  });

  test('reads what formatIds writes', () => {
    const ids = [-2147483648, -7, -6, -5, 0, 1, 3, 4, 5, 6, 11, 2147483647];
    expect(parseIds(formatIds(ids))).toEqual(ids);
  });
});

describe('the ids that fit into an address', () => {
  const escaped = (ids: readonly number[]) => encodeURIComponent(formatIds(ids)).length;

  test('are all, if they are few or follow each other', () => {
    const ids = Array.from({ length: MAX_IDS }, (_, index) => 1_000_000 + index);
    expect(idsThatFit(ids)).toEqual(ids);
    expect(idsThatFit([3, 9])).toEqual([3, 9]);
    expect(idsThatFit([])).toEqual([]);
  });

  test('are the first ones of a long list, and leave room for the rest of the address', () => {
    const ids = Array.from({ length: 3 * MAX_IDS }, (_, index) => 1_000_000 + 3 * index);
    const fitting = idsThatFit(ids);
    expect(fitting).toEqual(ids.slice(0, fitting.length));
    expect(escaped(fitting)).toBeLessThanOrEqual(6_000);
    expect(fitting.length).toBeGreaterThan(500);
    expect(idsThatFit(Array.from({ length: 3 * MAX_IDS }, (_, index) => index))).toHaveLength(MAX_IDS);
  });
});
