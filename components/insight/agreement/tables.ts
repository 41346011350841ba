import type { CsvCell } from '@/components/kit/csv';
import { MEASURE_NAMES, type MeasureName } from '@/lib/api/choices';
import type { AgreementAnswer, PairingJson, PairsAnswer } from '@/lib/api/insight-answers';

const WORDS: Record<MeasureName, string> = { rho: 'rho', iou: 'top-decile IoU', overlap: 'shared mass' };
const NUMBERS = ['n', 'mean', 'median', 'shuffled', 'lift'] as const;

const HEADER = MEASURE_NAMES.flatMap((measure) => NUMBERS.map((number) => `${WORDS[measure]} ${number}`));
const numbersOf = (part: Record<MeasureName, PairingJson>) =>
  MEASURE_NAMES.flatMap((measure) => NUMBERS.map((number) => part[measure][number]));

/** The agreement of each two explainers, one row each, with full precision. */
export function agreementCsv({ pairs }: AgreementAnswer): CsvCell[][] {
  return [['explainer', 'other explainer', ...HEADER], ...pairs.map((pair) => [pair.a, pair.b, ...numbersOf(pair)])];
}

/** The agreement of two explainers in all, by prediction type and by label. */
export function partsCsv(answer: PairsAnswer): CsvCell[][] {
  return [
    ['part', 'label id', 'name', ...HEADER],
    ['all', null, null, ...numbersOf(answer)],
    ...answer.types.map((part) => ['type', null, part.type, ...numbersOf(part)]),
    ...answer.labels.map((part) => ['label', part.id, part.name, ...numbersOf(part)]),
  ];
}

/** Pairs of maps with their values on the 16 × 16 grid. */
export function pairsCsv({ a, b, pairs }: PairsAnswer): CsvCell[][] {
  return [
    [
      'explainer',
      'other explainer',
      'sample',
      'label id',
      'label',
      'type',
      'confidence',
      ...MEASURE_NAMES.map((measure) => `${WORDS[measure]} 16 x 16`),
    ],
    ...pairs.map(({ sample, label, name, type, confidence, rho, iou, overlap }) => [
      a,
      b,
      sample,
      label,
      name,
      type,
      confidence,
      rho,
      iou,
      overlap,
    ]),
  ];
}
