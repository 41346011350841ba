import { evaluationJson, evaluationOf, type TotalScore } from '../job/evaluation';
import type { Score } from '../job/sample';
import type { JobReader } from '../reading/job-reader';
import { readScores } from '../reading/stored-records';
import { inSlices } from '../slices';
import type { EventFileFollower } from './event-file-follower';
import type { VersionedEvaluation } from './index-answers';
import { versionOf } from './index-snapshot';

/** The evaluation scores that a job records; they stay in its file. */
export class IndexedScores {
  readonly #follower: EventFileFollower;
  #evaluation: VersionedEvaluation | null = null;

  constructor(follower: EventFileFollower) {
    this.#follower = follower;
  }

  clear(): void {
    this.#evaluation = null;
  }

  /** The scores, in recorded order. */
  async all(): Promise<Score[]> {
    return this.#follower.consistently(({ job, file }) => readScores(file, [...job.scores.values()]));
  }

  /** The scores and their version, ordered by explainer, then metric, as the job lists them. */
  async evaluation(): Promise<VersionedEvaluation> {
    return this.#follower.consistently(async (reader) => {
      const version = versionOf(reader);
      if (this.#evaluation?.revision !== version.revision) {
        const evaluation = evaluationOf(reader.job, await this.#scoresOf(reader));
        this.#evaluation = { ...version, evaluation: await inSlices(evaluationJson(evaluation)) };
      }
      return this.#evaluation;
    });
  }

  /** The scores without those by label, in the same order. */
  async totals(): Promise<TotalScore[]> {
    return this.#follower.consistently(async (reader) =>
      (await this.#scoresOf(reader)).map(({ labels, ...score }) => ({
        ...score,
        range: reader.job.metricRanges.get(score.metric) ?? null,
      })),
    );
  }

  #scoresOf({ job, file }: JobReader): Promise<Score[]> {
    const records = [...job.scores.values()].sort((a, b) => a.explainer - b.explainer || a.metric - b.metric);
    return readScores(file, records);
  }
}
