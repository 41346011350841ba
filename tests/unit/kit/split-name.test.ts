import { describe, expect, test } from 'vitest';
import { splitName } from '../../../components/kit/split-name';

describe('a name is split in front of its last eight characters', () => {
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
    expect(splitName('x'.repeat(15))).toEqual({ head: 'x'.repeat(7), tail: 'x'.repeat(8) });
  });

  test('where an emoji or a letter with marks counts once, and is not torn apart', () => {
    const family = '👩‍👩‍👧';
    expect(splitName(family.repeat(14))).toBeNull();
    expect(splitName(family.repeat(15))).toEqual({ head: family.repeat(7), tail: family.repeat(8) });
    expect(splitName('e\u0301'.repeat(15))?.tail).toBe('e\u0301'.repeat(8));
  });

  test('and Arabic between its words only', () => {
    expect(splitName('قطة صغيرة نائمة على السجادة')).toEqual({ head: 'قطة صغيرة نائمة على', tail: ' السجادة' });
    expect(splitName('ا'.repeat(40))).toBeNull();
  });
});
