import { classesJson, countJob, type LabelClass } from '../job/counts';
import { type Json, listJson } from '../json';
import { inSlices } from '../slices';
import type { EventFileFollower } from './event-file-follower';
import type { MappedLabels } from './index-answers';
import { versionOf } from './index-snapshot';

/** The labels that a job names or mentions. */
export class IndexedLabels {
  readonly #follower: EventFileFollower;

  constructor(follower: EventFileFollower) {
    this.#follower = follower;
  }

  /** The labels with saliency maps. */
  async mapped(): Promise<MappedLabels> {
    return this.#follower.fromColumns(async (reader) => {
      const { labels } = await inSlices(countJob(reader.job));
      const mapped = labels.filter(({ maps }) => maps > 0).sort((a, b) => b.maps - a.maps || a.label - b.label);
      const named = mapped.map(({ label, maps }) => ({ id: label, name: reader.job.labelName(label), maps }));
      return { ...versionOf(reader), first: named[0]?.id ?? null, labels: await inSlices(listJson(named)) };
    });
  }

  /** The names of some labels: `#` and the id of one that has none. */
  async namesOf(labels: readonly number[]): Promise<string[]> {
    const { job } = this.#follower.current;
    return labels.map((label) => job.labelName(label));
  }

  /** The ids of the labels that have one of these names, ascending: two labels may have the same. */
  async named(names: readonly string[]): Promise<number[]> {
    const wanted = new Set(names);
    return this.#follower.current.job.labelNames.flatMap((name, label) => (wanted.has(name) ? label : []));
  }

  /** All labels that have a name, index = label id, in parts of a thousand, each a list as JSON. */
  async classes(): Promise<Json<LabelClass[]>[]> {
    return this.#follower.fromColumns(async ({ job }) => inSlices(classesJson(job, await inSlices(countJob(job)))));
  }
}
