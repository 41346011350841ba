import type { CsvCell } from '@/components/kit/csv';
import type { SampleInsightAnswer } from '@/lib/api/insight-answers';

/** The maps of a label of a sample, one row each, with full precision. */
export function mapsCsv({ sample, label, name, area, maps }: SampleInsightAnswer): CsvCell[][] {
  return [
    [
      'sample',
      'label id',
      'label',
      'explainer',
      'state',
      'inside boxes',
      'area of boxes',
      'lift',
      'border',
      'spread',
      'gini',
    ],
    ...maps.map(({ explainer, state, inside, lift, border, spread, gini }) => [
      ...[sample, label, name, explainer, state],
      ...[inside, area, lift, border, spread, gini],
    ]),
  ];
}

/** The agreement of each two maps of a label of a sample on 16 × 16 cells, and the baseline of the job. */
export function samplePairsCsv({ sample, label, name, pairs }: SampleInsightAnswer): CsvCell[][] {
  return [
    [
      ...['sample', 'label id', 'label', 'explainer', 'other explainer'],
      ...['rho', 'rho shuffled', 'top-decile IoU', 'top-decile IoU shuffled', 'shared mass', 'shared mass shuffled'],
      'pairs of the baseline',
    ],
    ...pairs.map(({ a, b, rho, iou, overlap, job }) => [
      ...[sample, label, name, a, b],
      ...[rho, job.rho.shuffled, iou, job.iou.shuffled, overlap, job.overlap.shuffled],
      job.overlap.n,
    ]),
  ];
}
