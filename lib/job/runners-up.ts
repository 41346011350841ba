import type { SpanList } from '../event/lists';
import { decodeRunnersUp, MAX_RUNNERS_UP, type RunnerUpLists } from '../event/messages';
import { WireError } from '../event/wire';
import type { Job } from './job';
import { orNull, uncertaintyOf } from './prediction';
import type { RunnerUp, SampleLabel } from './sample-label';

/**
 * The runners-up of a sample, merged from its records; the later of two numbers for a label wins. They are read from the file on
 * demand, because a run may record a thousand of them per sample.
 *
 * Labels and numbers are paired by position. Numbers without a label and negative labels are ignored; a list that is truncated
 * inside a number ends before it.
 */
export class RunnersUp {
  readonly #numbers = new Map<number, Omit<RunnerUp, 'id' | 'name'> & { probability: number }>();

  /** Adds the runners-up of the inference of one event; `spans` are the byte ranges of its parts in `payload`. */
  add(payload: Uint8Array, spans: SpanList): void {
    const lists: RunnerUpLists = { labels: [], probabilities: [], sd: [], low: [], high: [] };
    try {
      for (let i = 0; i < spans.length; i++) decodeRunnersUp(payload, spans.start(i), spans.end(i), lists);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
    const { labels, probabilities, sd, low, high } = lists;
    for (const [i, label] of labels.entries()) {
      if (label < 0) continue;
      const old = this.#numbers.get(label);
      if (old === undefined && this.#numbers.size === MAX_RUNNERS_UP) continue;
      const uncertainty = i < sd.length ? uncertaintyOf(sd[i], low[i], high[i]) : (old?.uncertainty ?? null);
      const probability = i < probabilities.length ? probabilities[i] : (old?.probability ?? Number.NaN);
      this.#numbers.set(label, { confidence: orNull(probability), uncertainty, probability });
    }
  }

  /** Most probable first, ties by id, without a probability last. `labels` are the labels of the sample. */
  list(job: Job, labels: readonly { id: number; isTruth: boolean; isPredicted: boolean }[]): RunnerUp[] {
    const labelSet = new Set(labels.filter((label) => label.isTruth || label.isPredicted).map(({ id }) => id));
    return [...this.#numbers]
      .filter(([id]) => !labelSet.has(id))
      .map(([id, { confidence, uncertainty }]) => ({ id, name: job.labelName(id), confidence, uncertainty }))
      .sort((a, b) => (b.confidence ?? -1) - (a.confidence ?? -1) || a.id - b.id);
  }

  /** Makes those that reach a threshold below the recorded one labels of the sample, as FP. None if it has no ground truth. */
  promote(sample: { labels: SampleLabel[]; runnersUp: RunnerUp[] }, threshold: number): void {
    if (!sample.labels.some(({ isTruth }) => isTruth)) return;
    const reaches = ({ id }: RunnerUp) => (this.#numbers.get(id)?.probability ?? Number.NaN) >= threshold;
    for (const { id, name, confidence, uncertainty } of sample.runnersUp.filter(reaches)) {
      const numbers = { type: 'FP', confidence, uncertainty } as const;
      const own = sample.labels.find((label) => label.id === id);
      if (own) Object.assign(own, numbers);
      else sample.labels.push({ id, name, isTruth: false, isPredicted: false, ...numbers });
    }
    sample.runnersUp = sample.runnersUp.filter((each) => !reaches(each));
  }
}
