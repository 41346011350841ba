import { expect, test } from 'vitest';
import { filterOf } from '../../bin/filter-query.js';

const LABELS = ['zero', '2', '0', 'none', '1999', 'twice', 'twice', '"x"'].map((name, id) => ({ id, name }));

test.each([
  ['zero', '0'],
  ['0', '0'],
  ['"0"', '2'],
  ['2', '2'],
  ['"2"', '1'],
  ['1999', '4'],
  ['none', 'none'],
  ['"none"', '3'],
  ['"x"', '7'],
  ['12345', '12345'],
])('label=%s is the label with the id %s', (given, id) => {
  expect(filterOf(LABELS, [['label', given]]).get('label')).toBe(id);
});

test('what is no label is said, and of labels with one name their ids', () => {
  expect(() => filterOf(LABELS, [['truth', 'three']])).toThrow('The job has no label "three".');
  expect(() => filterOf(LABELS, [['truth', '"7"']])).toThrow('The job has no label "7".');
  expect(() => filterOf(LABELS, [['predicted', 'twice']])).toThrow(
    '2 labels are called "twice"; give one of their ids: 5, 6.',
  );
});

test('only labels have names', () => {
  expect(
    filterOf(LABELS, [
      ['type', 'FN'],
      ['label', 'zero'],
    ]).toString(),
  ).toBe('type=FN&label=0');
});
