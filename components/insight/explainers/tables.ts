import type { CsvCell } from '@/components/kit/csv';
import type { ExplainersAnswer } from '@/lib/api/insight-answers';

/** The explainers, one row each, with full precision; the stored scores are the last columns. */
export function explainersCsv({ explainers }: ExplainersAnswer): CsvCell[][] {
  const metrics = [...new Set(explainers.flatMap(({ scores }) => scores.map(({ metric }) => metric)))];
  const pairing = (name: string) => [`${name} n`, `${name} mean`, `${name} shuffled`, `${name} lift`];
  return [
    [
      'explainer',
      'maps',
      ...pairing('agreement rho'),
      ...pairing('agreement top-decile IoU'),
      ...pairing('agreement shared mass'),
      'label contrast rho n',
      'label contrast rho mean',
      'label contrast shared mass n',
      'label contrast shared mass mean',
      'evidence n',
      'evidence inside',
      'evidence area',
      'evidence lift mean',
      'evidence lift median',
      'spread mean',
      'spread median',
      'border mean',
      'border median',
      'gini mean',
      'gini median',
      ...metrics,
    ],
    ...explainers.map(({ name, maps, agreement, contrast, evidence, spread, border, gini, scores }) => [
      name,
      maps,
      ...[agreement.rho, agreement.iou, agreement.overlap].flatMap(({ n, mean, shuffled, lift }) => [
        n,
        mean,
        shuffled,
        lift,
      ]),
      contrast.rho.n,
      contrast.rho.mean,
      contrast.overlap.n,
      contrast.overlap.mean,
      evidence.n,
      evidence.inside,
      evidence.area,
      evidence.liftMean,
      evidence.liftMedian,
      ...[spread, border, gini].flatMap(({ mean, median }) => [mean, median]),
      ...metrics.map((metric) => scores.find((score) => score.metric === metric)?.score ?? null),
    ]),
  ];
}
