import type { CsvCell } from '@/components/kit/csv';
import type { CompareAnswer } from '@/lib/api/compare-answers';

/** The numbers of the overview, one row each, with full precision. */
export function overviewCsv(answer: CompareAnswer): CsvCell[][] {
  const { delta, top1 } = answer;
  const maps = Object.entries(answer.maps).flatMap(([name, measures]) =>
    Object.entries(measures).flatMap(([measure, { n, mean, median, shuffled, lift }]): CsvCell[][] => [
      [`maps ${name} ${measure} n`, n],
      [`maps ${name} ${measure} mean`, mean],
      [`maps ${name} ${measure} median`, median],
      [`maps ${name} ${measure} shuffled`, shuffled],
      [`maps ${name} ${measure} lift`, lift],
    ]),
  );
  return [
    ['number', 'value'],
    ['a', answer.a.name],
    ['b', answer.b.name],
    ['compared samples', answer.compared],
    ['ids in both', answer.both],
    ['only in a', answer.onlyA],
    ['only in b', answer.onlyB],
    ['same picture', answer.samePicture],
    ['another picture', answer.otherPicture],
    ['matched by picture', answer.byPicture],
    ...['TP->TP', 'FN->TP', 'TP->FN', 'FN->FN'].map((name): CsvCell[] => [name, answer.transitions[name] ?? 0]),
    ['FP appeared', answer.fpAppeared],
    ['FP vanished', answer.fpVanished],
    ['McNemar p', answer.mcnemar],
    ['top-1 samples', top1.n],
    ['top-1 right in a', top1.rightA],
    ['top-1 right in b', top1.rightB],
    ['top-1 fixed', top1.fixed],
    ['top-1 broken', top1.broken],
    ['top-1 changed', top1.changed],
    ['delta n', delta.n],
    ['delta mean', delta.mean],
    ['delta median', delta.median],
    ['delta fell', delta.fell],
    ['delta rose', delta.rose],
    ...maps,
  ];
}
