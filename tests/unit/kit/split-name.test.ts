import { describe, expect, test } from 'vitest';
import { splitAtWord, splitName } from '../../../components/kit/split-name';

describe('a name is split before its last four to eight characters', () => {
  test('so that names that differ at their end can be distinguished', () => {
    expect(splitName('integrated_gradients_baseline_black')).toEqual({
      head: 'integrated_gradients_baseli',
      tail: 'ne_black',
    });
  });

  test('unless it is short', () => {
    expect(splitName('')).toBeNull();
    expect(splitName('RISE')).toBeNull();
    expect(splitName('x'.repeat(8))).toBeNull();
    expect(splitName('x'.repeat(9))).toEqual({ head: 'x'.repeat(5), tail: 'x'.repeat(4) });
  });

  test('where an emoji or a letter with marks counts as one, and is never split', () => {
    const family = '👩‍👩‍👧';
    expect(splitName(family.repeat(8))).toBeNull();
    expect(splitName(family.repeat(9))).toEqual({ head: family.repeat(5), tail: family.repeat(4) });
    expect(splitName('e\u0301'.repeat(15))?.tail).toBe('e\u0301'.repeat(4));
  });

  test('and Arabic only between words', () => {
    expect(splitName('قطة صغيرة نائمة على السجادة')).toEqual({ head: 'قطة صغيرة نائمة على ', tail: 'السجادة' });
    expect(splitName('ا'.repeat(40))).toBeNull();
  });
});

test.each([
  ['Integrated Gradients with SmoothGrad noise 0.15', 'noise 0.15'],
  ['IntegratedGradients_baseline_blurred', 'blurred'],
  ['a_very_long_explainer_name_without_end', 'without_end'],
  ['abcdefghijklmnopqrstuvwxyzabcdefghijklmnop', 'ijklmnop'],
])('the tail of "%s" is "%s": words where possible', (name, tail) => {
  const parts = splitAtWord(name);
  expect(parts).toEqual({ head: name.slice(0, name.length - tail.length), tail });
});
