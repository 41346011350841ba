import { STEP } from '../slices';
import type { JobView } from './job-view';
import { roundConfidence, TYPE_BIT, typeBitOf } from './prediction';
import { failingParts, type LabelValues, pairTest, type SampleFilter, shownRowsById, valuesOf } from './query';
import { INTERVAL_BIT, intervalBitsOf, marginOf } from './threshold-distance';

/* Which labels of samples deserve a look first, by presets. */

/** In the order in which they are shown. */
export const TRIAGE_PRESETS = ['foreign', 'confident', 'sure', 'crosses', 'disagree', 'beside'] as const;
export type TriagePreset = (typeof TRIAGE_PRESETS)[number];

/** What triage takes from the survey; null where the job has none. */
export interface TriageValues {
  /** Key of the agreement, and the agreement up to which explainers disagree; null while that is not known. */
  agreement: { key: string; most: number } | null;
  /** Key of the evidence lift, and the lift up to which evidence lies outside of the boxes. */
  evidence: { key: string; most: number } | null;
}

/** A pair of sample and label, and what a preset orders it by. */
export interface TriagePair {
  sample: number;
  label: number;
  value: number;
}

/** Some of a number of pairs. */
export interface Share {
  n: number;
  of: number;
}

export interface TriageCount {
  /** Pairs of sample and label to which the preset applies, and their samples. */
  pairs: number;
  samples: number;
  /** Pairs that the preset can tell about: with an interval, with boxes, … */
  of: number;
  /** Wrong ones (FN, FP) among its pairs that have a type, and among the others that it can tell about. */
  wrong: Share;
  wrongOthers: Share;
  /** Right ones (TP) that are as far from the threshold; only `confident` and `sure`. */
  right: Share;
  /** Pairs without a type, which are neither right nor wrong: left out of these shares, and of the mistakes of `confident` and `sure`. */
  untyped: number;
  /** The first samples, each with its first pair. */
  first: TriagePair[];
}

/** Margin from which a probability is far from the threshold: half of the way to certainty. */
export const CONFIDENT_FROM = 0.5;

const WRONG = TYPE_BIT.FN | TYPE_BIT.FP;

/** A preset of a job: which pairs it can tell about, which it applies to, and their order. */
interface Rule {
  tells(row: number, entry: number, type: number): boolean;
  /** Whether it could tell about a pair if that had a type; by default `tells`. */
  couldTell?(row: number, entry: number): boolean;
  applies(row: number, entry: number, type: number): boolean;
  /** What pairs are ordered by; rounded, so that ties are those of a sorted list. */
  value(entry: number): number;
  /** Whether the greatest value comes first. */
  isDescending: boolean;
  /** Whether a right pair (TP) is as far from the threshold; null where that cannot be told. */
  isRight?(row: number, entry: number): boolean | null;
}

/**
 * Counts the presets over the pairs that match a filter, in steps that may be interrupted.
 *
 * - `foreign`: the probability is outside of its own interval; of the pairs with one
 * - `confident`: FN or FP with a margin (`marginOf`) of at least `CONFIDENT_FROM`; of FN and FP
 * - `sure`: FP with low ≥ threshold, or FN with high < threshold; of FN and FP with an interval
 * - `crosses`: low < threshold ≤ high; of the pairs with an interval
 * - `disagree`: agreement of at most `agreement.most`; of the pairs with an agreement
 * - `beside`: evidence lift of at most `evidence.most`; of the pairs with boxes
 *
 * @param shown the number of first samples
 */
export function* countTriage(
  job: JobView,
  filter: SampleFilter,
  counted: TriageValues,
  shown: number,
  values?: LabelValues,
): Generator<void, Record<TriagePreset, TriageCount>> {
  const rows = yield* shownRowsById(job);
  const failing = failingParts(job, filter, values);
  const isWanted = pairTest(job, filter, values);
  const rules = rulesOf(job, counted, values);
  const { id, labelStart, labelCount } = job.samples.column;
  const { label } = job.labels.column;
  const counts = TRIAGE_PRESETS.map(() => emptyCount());
  const best = TRIAGE_PRESETS.map(() => -1);
  let step = STEP;
  for (const row of rows) {
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (isWanted !== null && !isWanted(row)) continue;
    best.fill(-1);
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      if (failing !== null && failing(row, entry) !== 0) continue;
      const type = typeBitOf(job, row, entry);
      for (let k = 0; k < rules.length; k++) {
        const rule = rules[k];
        if (!count(counts[k], rule, row, entry, type)) continue;
        if (best[k] === -1 || isBefore(rule, rule.value(entry), rule.value(best[k]))) best[k] = entry;
      }
    }
    for (let k = 0; k < rules.length; k++) {
      if (best[k] === -1) continue;
      counts[k].samples++;
      const pair = { sample: id[row], label: label[best[k]], value: rules[k].value(best[k]) };
      insert(counts[k].first, pair, shown, rules[k]);
    }
  }
  const [foreign, confident, sure, crosses, disagree, beside] = counts;
  return { foreign, confident, sure, crosses, disagree, beside };
}

/** Counts a pair under a rule; returns whether the rule applies to it. */
function count(counts: TriageCount, rule: Rule, row: number, entry: number, type: number): boolean {
  const isRight = type === TYPE_BIT.TP ? (rule.isRight?.(row, entry) ?? null) : null;
  if (isRight !== null) counts.right.of++;
  if (isRight === true) counts.right.n++;
  const tells = rule.tells(row, entry, type);
  if (type === 0 && (rule.couldTell?.(row, entry) ?? tells)) counts.untyped++;
  if (!tells) return false;
  const applies = rule.applies(row, entry, type);
  const wrong = applies ? counts.wrong : counts.wrongOthers;
  counts.of++;
  if (applies) counts.pairs++;
  if (type !== 0) wrong.of++;
  if (type & WRONG) wrong.n++;
  return applies;
}

function rulesOf(job: JobView, { agreement, evidence }: TriageValues, values: LabelValues | undefined): Rule[] {
  const { low, high, confidence } = job.labels.column;
  const { threshold } = job;
  const margin = (entry: number) => roundConfidence(marginOf(confidence[entry], threshold));
  const hasInterval = (_: number, entry: number) => !Number.isNaN(low[entry]) && !Number.isNaN(high[entry]);
  const isWrong = (type: number) => (type & WRONG) !== 0;
  const place = (bit: number) => (row: number, entry: number) => (intervalBitsOf(job, row, entry) & bit) !== 0;
  const isFar = (entry: number) => margin(entry) >= CONFIDENT_FROM;
  return [
    {
      tells: (row, entry) => hasInterval(row, entry) && !Number.isNaN(confidence[entry]),
      applies: place(INTERVAL_BIT.outside),
      value: (entry) => roundConfidence(confidence[entry]),
      isDescending: true,
    },
    {
      tells: (_, __, type) => isWrong(type),
      couldTell: () => true,
      applies: (_, entry) => isFar(entry),
      value: margin,
      isDescending: true,
      isRight: (_, entry) => isFar(entry),
    },
    {
      tells: (row, entry, type) => isWrong(type) && hasInterval(row, entry),
      couldTell: hasInterval,
      applies: place(INTERVAL_BIT.wrong),
      value: margin,
      isDescending: true,
      isRight: (row, entry) => (hasInterval(row, entry) ? place(INTERVAL_BIT.right)(row, entry) : null),
    },
    {
      tells: hasInterval,
      applies: place(INTERVAL_BIT.crosses),
      value: margin,
      isDescending: false,
    },
    upTo(agreement, values),
    upTo(evidence, values),
  ];
}

/** The rule of values from the survey: up to one of them, the least first. */
function upTo(counted: { key: string; most: number } | null, values: LabelValues | undefined): Rule {
  const of = counted && values ? valuesOf(values, counted.key) : null;
  const most = counted?.most ?? Number.NaN;
  return {
    tells: (_, entry) => of !== null && !Number.isNaN(of[entry]),
    applies: (_, entry) => of !== null && of[entry] <= most,
    value: (entry) => roundConfidence(of?.[entry] ?? Number.NaN),
    isDescending: false,
  };
}

function emptyCount(): TriageCount {
  const none = () => ({ n: 0, of: 0 });
  return { pairs: 0, samples: 0, of: 0, wrong: none(), wrongOthers: none(), right: none(), untyped: 0, first: [] };
}

const isBefore = ({ isDescending }: Rule, a: number, b: number) => (isDescending ? a > b : a < b);

/** Inserts a pair into a list of at most `most` in the order of a rule, behind those with an equal value. */
function insert(list: TriagePair[], pair: TriagePair, most: number, rule: Rule): void {
  if (list.length === most && !isBefore(rule, pair.value, list[most - 1].value)) return;
  const at = list.findIndex(({ value }) => isBefore(rule, pair.value, value));
  list.splice(at === -1 ? list.length : at, 0, pair);
  if (list.length > most) list.pop();
}
