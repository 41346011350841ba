import type { CsvCell } from '@/components/kit/csv';
import type { ClassesAnswer } from '@/lib/api/insight-answers';

/** The mean maps of a page, one row each, at full precision; numbers are empty where there is no map. */
export function classesCsv({ explainers, labels }: Pick<ClassesAnswer, 'explainers' | 'labels'>): CsvCell[][] {
  return [
    ['label id', 'label', 'explainer', 'maps', 'border', 'homogeneity', 'spread'],
    ...labels.flatMap(({ id, name, maps }) =>
      maps.map(({ n, border, homogeneity, spread }, index) => [
        ...[id, name, explainers[index]],
        ...[n, border, homogeneity, spread],
      ]),
    ),
  ];
}
