import { describe, expect, test } from 'vitest';
import { splitName } from '../../../components/kit/split-name';

describe('a name is split before its last characters, four to eight of them', () => {
  test('so that names which differ at their end can be told apart', () => {
    expect(splitName('integrated_gradients_baseline_black')).toEqual({
      head: 'integrated_gradients_baseli',
      tail: 'ne_black',
    });
  });

  test('unless it is short', () => {
    expect(splitName('')).toBeNull();
    expect(splitName('SmoothGrad')).toBeNull();
    expect(splitName('x'.repeat(14))).toBeNull();
    expect(splitName('x'.repeat(15))).toEqual({ head: 'x'.repeat(11), tail: 'x'.repeat(4) });
  });

  test('where an emoji or a letter with marks counts once, and is not torn apart', () => {
    const family = '👩‍👩‍👧';
    expect(splitName(family.repeat(14))).toBeNull();
    expect(splitName(family.repeat(15))).toEqual({ head: family.repeat(11), tail: family.repeat(4) });
    expect(splitName('e\u0301'.repeat(15))?.tail).toBe('e\u0301'.repeat(4));
  });

  test('and Arabic between its words only', () => {
    expect(splitName('قطة صغيرة نائمة على السجادة')).toEqual({ head: 'قطة صغيرة نائمة على ', tail: 'السجادة' });
    expect(splitName('ا'.repeat(40))).toBeNull();
  });
});
