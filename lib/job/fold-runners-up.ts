import type { SpanList } from '../event/lists';
import { decodeRunnersUp, type RunnerUpLists } from '../event/messages';
import { WireError } from '../event/wire';
import type { Job } from './job';

const lists: RunnerUpLists = { labels: [], probabilities: [], sd: [], low: [], high: [] };

/**
 * Keeps the most probable runner-up of a sample, of equal ones the one with the smaller id, so that its most probable label is known
 * without reading the file again. Where a later record lowers the probability of just that one, its probability becomes NaN: which is the
 * best is then unknown, because the others are not kept.
 *
 * @param inferences the byte ranges in `bytes` of the inferences of one event
 */
export function foldRunnersUp(job: Job, row: number, inferences: SpanList, bytes: Uint8Array): void {
  for (const list of [lists.labels, lists.probabilities, lists.sd, lists.low, lists.high]) list.length = 0;
  try {
    for (let i = 0; i < inferences.length; i++) decodeRunnersUp(bytes, inferences.start(i), inferences.end(i), lists);
  } catch (error) {
    if (!(error instanceof WireError)) throw error; // a list that is cut off ends there
  }
  const { runnerUp, runnerUpConfidence } = job.samples.column;
  const { labels, probabilities } = lists;
  for (let i = 0; i < labels.length && i < probabilities.length; i++) {
    if (labels[i] < 0) continue;
    const confidence = probabilities[i];
    const label = labels[i] + 1;
    const best = runnerUpConfidence[row];
    const isKnown = Number.isFinite(confidence);
    if (runnerUp[row] === label) runnerUpConfidence[row] = isKnown && confidence >= best ? confidence : Number.NaN;
    else if (isKnown && (runnerUp[row] === 0 || confidence > best || (confidence === best && label < runnerUp[row]))) {
      runnerUp[row] = label;
      runnerUpConfidence[row] = confidence;
    }
  }
}
