import { expect, test } from 'vitest';
import { splitName } from '../../../components/kit/middle-ellipsis';

test.each([
  ['tripod', 'tripod', ''],
  ['IntegratedGradients', 'IntegratedGra', 'dients'],
  ['SmoothGrad, 25 samples', 'SmoothGrad, 25 s', 'amples'],
  ['resnet/layer4', 'resnet', '/layer4'],
  ['a very long label 012', 'a very long label', ' 012'],
  ['a very long label 2', 'a very long l', 'abel 2'],
  ['قطة صغيرة جدا هنا', 'قطة صغيرة جدا', ' هنا'],
  ['👩‍🔬'.repeat(2), '👩‍🔬👩‍🔬', ''],
])('%s is split into %s and %s', (name, head, tail) => {
  expect(splitName(name)).toEqual([head, tail]);
});

test('names that differ only in their last characters have other tails', () => {
  expect(splitName('a deep explainer of everything 001')[1]).not.toBe(
    splitName('a deep explainer of everything 002')[1],
  );
});
