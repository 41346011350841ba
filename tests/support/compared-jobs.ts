import type { Sample } from '../../lib/job/sample';
import type { EventInput } from './event-writer';
import { FoldedJob } from './fold';
import { random } from './random';

/* Two random jobs, and their comparison the plain way, from complete samples. */

const NAMES = ['cat', 'dog', 'owl', 'fox', 'hen', 'ant'];

/** Two jobs with some samples in common; the labels of B are in another order, one is only in A and one only in B. */
export function randomJobs(seed: number, samples = 60): [a: FoldedJob, b: FoldedJob] {
  const next = random(seed);
  return [jobOf(next, samples, NAMES.slice(0, 5), 0), jobOf(next, samples, [...NAMES.slice(1)].reverse(), 7)];
}

function jobOf(next: () => number, samples: number, labels: string[], firstId: number): FoldedJob {
  const folded = new FoldedJob([{ metadata: { labels, threshold: 0.5 } }]);
  const ids = Array.from({ length: samples }, (_, k) => firstId + k).sort(() => next() - 0.5);
  for (const sampleId of ids) folded.add(sampleOf(next, sampleId, labels.length));
  return folded;
}

function sampleOf(next: () => number, sampleId: number, labelCount: number): EventInput {
  const probability = () => Math.round(next() * 20) / 20;
  const own = [...Array(labelCount).keys()].sort(() => next() - 0.5);
  const truth = own.slice(0, Math.floor(next() * 3));
  const predicted = own.slice(truth.length, truth.length + Math.floor(next() * 2));
  const runnerUpLabel = own.slice(truth.length + predicted.length);
  return {
    sampleId,
    imagePath: `${sampleId}.png`,
    truth,
    inference: {
      truthProb: truth.map(probability),
      predictedLabel: predicted,
      predictedProb: predicted.map(probability),
      runnerUpLabel,
      runnerUpProb: runnerUpLabel.map(() => probability() / 2),
    },
  };
}

/** The greatest probability of a sample, with the name of its label; of equal ones that with the smaller id. */
export function topOf({ labels, runnersUp }: Sample) {
  const all = [...labels, ...runnersUp.map((label) => ({ ...label, isTruth: false }))].flatMap((label) =>
    label.confidence === null ? [] : [{ ...label, confidence: label.confidence }],
  );
  return all.sort((x, y) => y.confidence - x.confidence || x.id - y.id)[0];
}

/** The counts of a comparison of samples of equal id. */
export function plainComparison(pairs: readonly (readonly [Sample, Sample])[], namesA: string[], namesB: string[]) {
  const found = {
    transitions: { 'TP->TP': 0, 'FN->TP': 0, 'TP->FN': 0, 'FN->FN': 0 } as Record<string, number>,
    appeared: 0,
    vanished: 0,
    top: { n: 0, rightA: 0, rightB: 0, fixed: 0, broken: 0, changed: 0 },
    deltas: [] as number[],
  };
  for (const [a, b] of pairs) {
    const inB = new Map(b.labels.map((label) => [label.name, label]));
    for (const label of a.labels) {
      const other = inB.get(label.name);
      if (!label.isTruth || !other?.isTruth || label.type === null || other.type === null) continue;
      found.transitions[`${label.type}->${other.type}`]++;
      found.deltas.push((other.confidence ?? 0) - (label.confidence ?? 0));
    }
    const wrong = (sample: Sample, known: string[]) =>
      sample.labels.filter(({ type, name }) => type === 'FP' && known.includes(name)).map(({ name }) => name);
    const [wrongA, wrongB] = [wrong(a, namesB), wrong(b, namesA)];
    found.appeared += wrongB.filter((name) => !wrongA.includes(name)).length;
    found.vanished += wrongA.filter((name) => !wrongB.includes(name)).length;
    const [topA, topB] = [topOf(a), topOf(b)];
    const hasTruth = [a, b].every(({ labels }) => labels.some(({ isTruth }) => isTruth));
    if (!topA || !topB || !hasTruth) continue;
    found.top.n++;
    if (topA.isTruth) found.top.rightA++;
    if (topB.isTruth) found.top.rightB++;
    if (topB.isTruth && !topA.isTruth) found.top.fixed++;
    if (topA.isTruth && !topB.isTruth) found.top.broken++;
    if (topA.name !== topB.name) found.top.changed++;
  }
  return found;
}
