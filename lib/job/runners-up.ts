import type { SpanList } from '../event/lists';
import { decodeRunnersUp, type RunnerUpLists } from '../event/messages';
import { WireError } from '../event/wire';
import type { Job } from './job';
import { orNull, type Uncertainty, uncertaintyOf } from './prediction';

/** A label under the threshold that is no ground truth, of which a probability was recorded. */
export interface RunnerUp {
  id: number;
  name: string;
  /** Probability, rounded to 6 decimals; null where none was recorded. */
  confidence: number | null;
  uncertainty: Uncertainty | null;
}

/**
 * The runners-up of a sample, put together from its records as the rest is: of two numbers for one label the later holds. They
 * stay in the file until somebody looks, for a run may record a thousand of them a sample.
 *
 * Labels and numbers pair by position: a label without a number has none, a number without a label is left out, so are
 * negative labels. What breaks off inside a number ends there.
 */
export class RunnersUp {
  readonly #numbers = new Map<number, Omit<RunnerUp, 'id' | 'name'>>();

  /** Adds those of the inference of one event, whose parts lie at `places` of `payload`. */
  add(payload: Uint8Array, places: SpanList): void {
    const lists: RunnerUpLists = { labels: [], probabilities: [], sd: [], low: [], high: [] };
    try {
      for (let i = 0; i < places.length; i++) decodeRunnersUp(payload, places.start(i), places.end(i), lists);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
    }
    const { labels, probabilities, sd, low, high } = lists;
    for (const [i, label] of labels.entries()) {
      if (label < 0) continue;
      const old = this.#numbers.get(label);
      const uncertainty = i < sd.length ? uncertaintyOf(sd[i], low[i], high[i]) : (old?.uncertainty ?? null);
      const confidence = i < probabilities.length ? orNull(probabilities[i]) : (old?.confidence ?? null);
      this.#numbers.set(label, { confidence, uncertainty });
    }
  }

  /** Most probable first, equal ones by id, those without a probability last. `labels` are those of the sample. */
  list(job: Job, labels: readonly { id: number; isTruth: boolean; isPredicted: boolean }[]): RunnerUp[] {
    const labelSet = new Set(labels.filter((label) => label.isTruth || label.isPredicted).map(({ id }) => id));
    return [...this.#numbers]
      .filter(([id]) => !labelSet.has(id))
      .map(([id, numbers]) => ({ id, name: job.labelName(id), ...numbers }))
      .sort((a, b) => (b.confidence ?? -1) - (a.confidence ?? -1) || a.id - b.id);
  }
}
