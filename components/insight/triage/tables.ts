import type { CsvCell } from '@/components/kit/csv';
import type { TriageAnswer } from '@/lib/api/insight-answers';

/** The presets whose labels are mistakes: under a threshold, counts of them may be lower bounds. The others count what is recorded. */
export const ofMistakes = ({ preset }: Pick<TriageAnswer['presets'][number], 'preset'>) =>
  preset === 'confident' || preset === 'sure';

/**
 * The presets, one row each; the ids of the first samples are separated by spaces. What a preset lacks leaves its numbers empty. Where
 * counts of mistakes are lower bounds, a column says so.
 */
export function triageCsv({
  threshold,
  presets,
  atThreshold,
}: Pick<TriageAnswer, 'threshold' | 'presets' | 'atThreshold'>): CsvCell[][] {
  const isBound = atThreshold?.lowerBound === true;
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
      'without type',
      'first samples',
      ...(isBound ? ['bound'] : []),
    ],
    ...presets.map(({ preset, lacks, pairs, of, samples, most, wrong, wrongOthers, right, untyped, first }) => {
      const shares = [wrong, wrongOthers, right].flatMap(({ n, of }) => [n, of]);
      const numbers = [pairs, of, samples, most, ...shares, untyped];
      return [
        ...[preset, threshold, lacks],
        ...(lacks === null ? numbers : numbers.map(() => null)),
        first.map(({ sample }) => sample).join(' '),
        ...(isBound ? [ofMistakes({ preset }) ? 'at least' : 'exact'] : []),
      ];
    }),
  ];
}
