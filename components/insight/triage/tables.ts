import type { CsvCell } from '@/components/kit/csv';
import type { TriageAnswer } from '@/lib/api/insight-answers';

/** The presets, one row each; the ids of the first samples are separated by spaces. What a preset lacks leaves its numbers empty. */
export function triageCsv({ threshold, presets }: Pick<TriageAnswer, 'threshold' | 'presets'>): CsvCell[][] {
  return [
    [
      'preset',
      'threshold',
      'lacks',
      'sample labels',
      'of',
      'samples',
      'up to',
      'wrong',
      'wrong of',
      'wrong others',
      'wrong others of',
      'right',
      'right of',
      'first samples',
    ],
    ...presets.map(({ preset, lacks, pairs, of, samples, most, wrong, wrongOthers, right, first }) => {
      const numbers = [pairs, of, samples, most, wrong.n, wrong.of, wrongOthers.n, wrongOthers.of, right.n, right.of];
      return [
        ...[preset, threshold, lacks],
        ...(lacks === null ? numbers : numbers.map(() => null)),
        first.map(({ sample }) => sample).join(' '),
      ];
    }),
  ];
}
