import type { CsvCell } from '@/components/kit/csv';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import { letterOf } from './selection';

type Class = Pick<ShortcutsAnswer, 'explainer' | 'name' | 'n' | 'border' | 'groups'>;

/** The groups, one row each, at full precision; the ids of the samples are separated by spaces. */
export function groupsCsv({ explainer, name, n, border, groups }: Class): CsvCell[][] {
  return [
    [
      'explainer',
      'label',
      'group',
      'size',
      'of',
      'separation',
      'border',
      'border of class',
      'rank',
      'TP',
      'FN',
      'FP',
      'samples',
    ],
    ...groups.map((group, index) => [
      ...[explainer, name, letterOf(index), group.size, n],
      ...[group.separation, group.border, border, group.rank],
      ...[group.types.TP, group.types.FN, group.types.FP],
      group.samples.join(' '),
    ]),
  ];
}
