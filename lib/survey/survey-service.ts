import pLimit from 'p-limit';
import type { MappedPairs } from '../job/mapped-pairs';
import type { SampleMaps } from '../job/sample-maps';
import type { Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { inSlices } from '../slices';
import type { WritableStorage } from '../storage/storage';
import { type Agreement, agreementOf, withOthers } from './agreement';
import { type ClassMap, classMap, labelsOf, levelsOf, ofLabel, shortcutsOfClass } from './classes';
import { type ExplainerRow, explainerRow } from './explainers';
import { KeptResults } from './kept-results';
import type { ReadBlock } from './map-reader';
import { compareInParts, pageOf } from './pair-pages';
import { type Baseline, baselineOf, type LabelNumbers, labelNumbers } from './sample-numbers';
import { countProgress, missingSamples, type Progress, type Selection, selectPairs } from './selection';
import { Survey } from './survey';
import { unreadableBlock } from './survey-block';
import type { Failure } from './survey-sample';
import { type ValueOf, valuesOf } from './values';

/** Reads the maps of some samples, see `MapReader`. */
export type ReadMaps = (root: string, generation: string, samples: readonly SampleMaps[]) => Promise<ReadBlock>;

/** Which pairs of sample and label a request is about. */
export interface Query {
  /** Belongs to the content of `pairs`: results are kept by it. */
  key: string;
  pairs: MappedPairs;
  /** Number of explainers of the job. */
  explainers: number;
}

/** How far the maps of an answer have been surveyed, and what went wrong. */
export interface SurveyProgress extends Progress {
  failures: Failure[];
  /** Equal for equal content of the survey. */
  version: number;
}

/** A group of maps, see `ShortcutGroup`. */
export interface Group {
  separation: number;
  border: number;
  rank: number;
  samples: number[];
  /** Number of samples of each type bit. */
  types: Uint8Array;
  cells: Uint8Array;
}

/** The survey of a job was closed while it was used. */
export class SurveyClosedError extends Error {
  override readonly name = 'SurveyClosedError';
  constructor() {
    super('The survey of this job was closed; ask again.');
  }
}

/** Comparing the maps of more pairs takes seconds. */
const MANY_PAIRS = 30_000;

/** The surveys of the jobs that are being looked at, and what can be asked of them: the body of the survey thread. */
export class SurveyService {
  readonly #surveys = new Map<string, Promise<Survey>>();
  readonly #results = new KeptResults();
  readonly #storage: WritableStorage;
  readonly #read: ReadMaps;
  readonly #few = pLimit(1);
  readonly #many = pLimit(1);

  constructor(storage: WritableStorage, read: ReadMaps) {
    this.#storage = storage;
    this.#read = read;
  }

  /** Opens the survey of a job in the file at `path`. Throws StorageError if that cannot be read. */
  async open(job: string, path: string, generation: string): Promise<void> {
    const survey = Survey.open(this.#storage, path, generation);
    this.#surveys.set(job, survey);
    survey.catch(() => this.#surveys.delete(job));
    await survey;
  }

  /** Closes the survey of a job, and deletes its file where that is damaged. */
  async close(job: string, isDeleted = false): Promise<void> {
    const survey = await this.#surveys.get(job)?.catch(() => null);
    this.#surveys.delete(job);
    if (!survey) return;
    await survey.close();
    if (isDeleted) await this.#storage.remove(survey.file.path);
  }

  #get(job: string): Promise<Survey> {
    const survey = this.#surveys.get(job);
    if (!survey) throw new SurveyClosedError();
    return survey;
  }

  /** The ids of the samples whose maps are still to be read. */
  async missing(job: string, pairs: MappedPairs): Promise<Int32Array> {
    const { table } = await this.#get(job);
    return inSlices(missingSamples(table, pairs));
  }

  /** Reads all maps of some samples and keeps what was counted. A sample that stops its reader counts as unreadable. */
  async read(job: string, root: string, samples: readonly SampleMaps[]): Promise<void> {
    const survey = await this.#get(job);
    let result: ReadBlock;
    try {
      result = await this.#read(root, survey.generation, samples);
    } catch (error) {
      if (samples.length > 1) {
        for (const sample of samples) await this.read(job, root, [sample]);
        return;
      }
      const [{ id, maps }] = samples;
      const message = error instanceof Error ? error.message : String(error);
      result = {
        block: unreadableBlock(survey.generation, samples[0]),
        failures: maps.map(({ label, explainer }) => ({ sample: id, label, explainer, message })),
      };
    }
    await survey.add(result.block, result.failures);
  }

  async progress(job: string, { pairs }: Pick<Query, 'pairs'>): Promise<SurveyProgress> {
    const { table, failures } = await this.#get(job);
    const progress = await inSlices(countProgress(table, pairs));
    return { ...progress, failures: [...failures], version: table.version };
  }

  /** What `compute` gives for the current state of the survey; kept until that changes. */
  async #kept<T extends object>(job: string, key: string, compute: (survey: Survey) => Promise<T>): Promise<T> {
    const survey = await this.#get(job);
    return this.#results.get(JSON.stringify([job, key]), survey.table.version, () => compute(survey));
  }

  /** Comparing takes up to 80 MB, so one selection at a time is compared; those of many pairs do not keep others waiting. */
  #inTurn<T>({ ids }: Selection, compare: () => Promise<T>): Promise<T> {
    return (ids.length > MANY_PAIRS ? this.#many : this.#few)(compare);
  }

  #select(survey: Survey, { pairs }: Query, which: 'matching' | 'all' = 'matching'): Promise<Selection> {
    return inSlices(selectPairs(survey.table, pairs, which));
  }

  async agreement(job: string, query: Query): Promise<Agreement> {
    return this.#kept(job, `agreement ${query.key}`, async (survey) => {
      const selection = await this.#select(survey, query);
      return this.#inTurn(selection, () => agreementOf(survey.table, survey.file, selection, query.explainers));
    });
  }

  /** The agreement of two explainers: whole, by type, by label, and the pairs from the least agreed on (or the most). */
  async pairs(
    job: string,
    query: Query,
    a: number,
    b: number,
    measure: Measure,
    isDescending: boolean,
    from: number,
    count: number,
  ) {
    const compared = await this.#kept(job, `pairs ${a} ${b} ${query.key}`, async (survey) => {
      const selection = await this.#select(survey, query);
      return this.#inTurn(selection, () => compareInParts(survey.table, survey.file, selection, a, b));
    });
    return pageOf(compared, measure, isDescending, from, count);
  }

  async explainers(job: string, query: Query): Promise<(ExplainerRow & { agreement: Record<Measure, Pairing> })[]> {
    const agreement = await this.agreement(job, query);
    return this.#kept(job, `explainers ${query.key}`, async (survey) => {
      const selection = await this.#select(survey, query);
      const all = await this.#select(survey, query, 'all');
      const rows = [];
      for (let explainer = 0; explainer < query.explainers; explainer++) {
        const row = await explainerRow(survey.table, survey.file, selection, all, explainer, agreement);
        rows.push({ ...row, agreement: withOthers(agreement, explainer) });
      }
      return rows;
    });
  }

  /** The mean maps of some labels, those with the most maps first. */
  async classes(
    job: string,
    query: Query,
    from: number,
    count: number,
  ): Promise<{ labelCount: number; labels: { label: number; maps: ClassMap[] }[] }> {
    return this.#kept(job, `classes ${from} ${count} ${query.key}`, async (survey) => {
      const selection = await this.#select(survey, query);
      const explainers = Array.from({ length: query.explainers }, (_, k) => k);
      const found = labelsOf(survey.table, selection, explainers);
      const labels = [];
      for (const { label } of found.slice(from, from + count)) {
        const own = ofLabel(selection, label);
        const maps = [];
        for (const explainer of explainers) maps.push(await classMap(survey.table, survey.file, own, explainer));
        labels.push({ label, maps });
      }
      return { labelCount: found.length, labels };
    });
  }

  async shortcuts(job: string, query: Query, explainer: number, label: number) {
    return this.#kept(job, `shortcuts ${explainer} ${label} ${query.key}`, async (survey) => {
      const selection = ofLabel(await this.#select(survey, query), label);
      const found = await shortcutsOfClass(survey.table, survey.file, selection, explainer);
      const groupOf = new Int32Array(found.n).fill(-1);
      found.groups.forEach(({ members }, group) => {
        for (const member of members) groupOf[member] = group;
      });
      const groups: Group[] = found.groups.map(({ members, separation, border, rank, mass }) => ({
        separation,
        border,
        rank,
        samples: members.map((k) => found.ids[k]),
        types: Uint8Array.from(members, (k) => found.types[k]),
        cells: levelsOf(mass),
      }));
      return {
        n: found.n,
        border: found.border,
        groups,
        variance: found.variance,
        points: [...found.points].map((k, point) => ({
          sample: found.ids[k],
          type: found.types[k],
          group: groupOf[k],
          x: found.x[point],
          y: found.y[point],
        })),
      };
    });
  }

  /** A value of each surveyed pair that matches: pairs and values in the same order. */
  async values(job: string, query: Query, value: ValueOf) {
    return this.#kept(job, `values ${JSON.stringify(value)} ${query.key}`, async (survey) => {
      const selection = await this.#select(survey, query);
      const values = await valuesOf(survey.table, survey.file, selection, query.explainers, value);
      // In shared memory, because two threads pass them on.
      return { ids: shared(selection.ids), labels: shared(selection.labels), values: shared(values) };
    });
  }

  /** What was counted from the maps of a label of a sample; null where it has not been surveyed. */
  async labelNumbers(job: string, id: number, label: number): Promise<LabelNumbers | null> {
    return labelNumbers(await this.#get(job), id, label);
  }

  /** What the agreement of single samples is compared with, see `baselineOf`. */
  async baseline(job: string, { key, pairs, explainers }: Query): Promise<Baseline> {
    return this.#kept(job, `baseline ${key}`, (survey) => baselineOf(survey, pairs, explainers));
  }

  /** The agreement of pairs of sample and label, NaN where it is not known. */
  async agreementAt(job: string, ids: readonly number[], labels: readonly number[]) {
    const { table } = await this.#get(job);
    const { rho, iou, overlap } = table.pairs.column;
    return ids.map((id, k) => {
      const pair = table.pairOf(id, labels[k]);
      return pair === -1 ? null : { rho: rho[pair], iou: iou[pair], overlap: overlap[pair] };
    });
  }
}

/** A copy in shared memory. */
function shared<T extends Int32Array | Float32Array>(array: T): T {
  const copy = new (array.constructor as new (buffer: SharedArrayBuffer) => T)(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
