import 'server-only';
import type { Sample } from '../../job/sample';
import type { RunnerUp, SampleLabel } from '../../job/sample-label';
import type { TableRows } from '../../job/table-rows';
import type { ExplainLoader } from '../../manager/explain-loader';
import { missingJob } from '../missing-job';

/** A sample of a table, and the checksum of the path of its original. */
export interface FoundSample {
  sample: Sample;
  picture: number;
}

/** An entry of a table with its sample. */
export interface Entry extends FoundSample {
  id: number;
  labelId: number;
  /** Undefined where the sample does not have the label. */
  label: SampleLabel | RunnerUp | undefined;
}

/**
 * The entries of a table, `count` at a time, with their samples; those of samples that are no longer there are left out.
 *
 * @throws ApiError `unreadable` if the job is replaced meanwhile, or can no longer be read
 */
export async function* entriesOf(
  loader: ExplainLoader,
  generation: string,
  { ids, labels }: TableRows,
  count: number,
  threshold: number | undefined,
): AsyncGenerator<{ entries: Entry[]; done: number }, void, void> {
  for (let from = 0; from < ids.length; from += count) {
    const done = Math.min(ids.length, from + count);
    const wanted = [...new Set(ids.subarray(from, done))];
    const found = new Map<number, FoundSample>();
    for (const one of await samplesOf(loader, generation, wanted, threshold)) found.set(one.sample.id, one);
    const entries: Entry[] = [];
    for (let k = from; k < done; k++) {
      const own = found.get(ids[k]);
      if (own) entries.push({ ...own, id: ids[k], labelId: labels[k], label: labelOf(own.sample, labels[k]) });
    }
    yield { entries, done };
  }
}

function labelOf({ labels, runnersUp }: Sample, wanted: number): SampleLabel | RunnerUp | undefined {
  return labels.find(({ id }) => id === wanted) ?? runnersUp.find(({ id }) => id === wanted);
}

/** Samples that are too long for one answer are asked for in two. */
async function samplesOf(
  loader: ExplainLoader,
  generation: string,
  ids: readonly number[],
  threshold: number | undefined,
): Promise<FoundSample[]> {
  try {
    const found = await loader.samplesAt(generation, ids, threshold);
    if (found === null) throw missingJob(loader);
    return found.samples.map((sample, k) => ({ sample, picture: found.pictures[k] }));
  } catch (error) {
    if (ids.length === 1 || !(error instanceof Error) || error.name !== 'AnswerTooLongError') throw error;
    const half = Math.ceil(ids.length / 2);
    const first = await samplesOf(loader, generation, ids.slice(0, half), threshold);
    return [...first, ...(await samplesOf(loader, generation, ids.slice(half), threshold))];
  }
}
