import type { ComparedMaps } from '../job/compared-maps';
import type { MappedPairs } from '../job/mapped-pairs';
import type { SampleMaps } from '../job/sample-maps';
import type { Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import { inSlices } from '../slices';
import type { WritableStorage } from '../storage/storage';
import { Turns } from '../turns';
import { type Agreement, agreementOf, shuffledOf, withOthers } from './agreement';
import { type Checksums, forgetChanged, someSamples } from './changed-maps';
import { type ClassMap, classMaps, labelsOf, mapsOfClass, ofLabel, shortcutsOfClass } from './classes';
import {
  type ChangeSummary,
  type ChangeWanted,
  changeOf,
  changesAt,
  meanChange,
  type SharedExplainer,
} from './compared-surveys';
import { type ExplainerRow, explainerRows } from './explainers';
import { KeptResults } from './kept-results';
import { checkCompared, checkMaps, checkNamesOfPairs, countContrasts } from './limits';
import type { ReadBlock } from './map-reader';
import { compareInParts, pageOf } from './pair-pages';
import { type PairsText, pairsText } from './pairing-json';
import { PictureService } from './picture-service';
import { type ReadMaps, readBlocks } from './read-blocks';
import { type Baseline, baselineOf, type LabelNumbers, labelNumbers } from './sample-numbers';
import { countProgress, missingSamples, type Progress, type Selection, sampleOf, selectPairs } from './selection';
import { describeShortcuts } from './shortcut-groups';
import { Survey } from './survey';
import type { Failure } from './survey-sample';
import { mapNumbersAt, pairNumbersAt } from './table-numbers';
import { inSharedMemory, type ValueOf, valuesOf } from './values';
import { worstMaps } from './worst-maps';

/** Which pairs of sample and label a request is about. */
export interface Query {
  /** Belongs to the content of `pairs`: results are kept by it. */
  key: string;
  pairs: MappedPairs;
  /** Number of explainers of the job. */
  explainers: number;
  /** Whether numbers of fewer pairs will do: maps are left to survey, or the first numbers are wanted soon. */
  isDraft: boolean;
}

/** The agreement of all explainers. */
interface Counted extends Agreement {
  /** Whether it is counted from fewer pairs of sample and label than it could be. */
  isDraft: boolean;
}

/** The agreement of all explainers, ready to be sent. */
interface AgreementFound extends PairsText, Pick<Counted, 'isDraft'> {}

export interface ExplainersFound {
  pairs: AgreementFound;
  /** In the order of the job, each with its agreement with all others. */
  rows: (ExplainerRow & { agreement: Record<Measure, Pairing> })[];
}

/** Which maps of two jobs are compared. */
export interface ComparedQuery {
  /** Belongs to the content of `maps`: results are kept by it. */
  key: string;
  maps: ComparedMaps;
  explainers: readonly SharedExplainer[];
}

/** How far the maps of an answer have been surveyed, and what went wrong. */
export interface SurveyProgress extends Progress {
  failures: Failure[];
  /** Equal for equal content of the survey. */
  version: number;
}

/** The survey of a job was closed while it was used. */
export class SurveyClosedError extends Error {
  override readonly name = 'SurveyClosedError';
  constructor() {
    super('The survey of this job was closed; ask again.');
  }
}

/** So many comparisons of two maps, and of each ten times as many for the baseline, take a moment and little memory. */
const FEW_COMPARISONS = 10_000;
/** More than these take seconds. */
const MANY_COMPARISONS = 300_000;
/** Comparisons that take as long as what is counted of a pair: of two explainers, whole, by type and by label; and in clustering a label. */
const PARTS = 3;
const CLUSTERED = 50;

/** The surveys of the jobs that are being looked at, and what can be asked of them: the body of the survey thread. */
export class SurveyService extends PictureService {
  readonly #surveys = new Map<string, Promise<Survey>>();
  readonly #results = new KeptResults();
  readonly #read: ReadMaps;
  readonly #checksums: Checksums;
  readonly #some = new Turns(1);
  readonly #many = new Turns(1);

  constructor(storage: WritableStorage, read: ReadMaps, checksums: Checksums) {
    super(storage);
    this.#read = read;
    this.#checksums = checksums;
  }

  /** Opens the survey of a job in the file at `path`. Throws StorageError if that cannot be read. */
  async open(job: string, path: string, generation: string): Promise<void> {
    const survey = Survey.open(this.storage, path, generation);
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
    if (isDeleted) await this.storage.remove(survey.file.path);
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

  /** Reads all maps of some samples and keeps what was counted, see `readBlocks`. */
  async read(job: string, root: string, samples: readonly SampleMaps[]): Promise<void> {
    const survey = await this.#get(job);
    await survey.add(readBlocks(this.#read, root, survey.generation, samples));
  }

  /** See `readBlocks`. */
  readBlocks(root: string, generation: string, samples: readonly SampleMaps[]): Promise<ReadBlock[]> {
    return readBlocks(this.#read, root, generation, samples);
  }

  /** See `Survey.addMade`. */
  async addMade(job: string, block: Uint8Array<ArrayBuffer>): Promise<void> {
    await (await this.#get(job)).addMade(block);
  }

  /** See `someSamples`. */
  async someSamples(job: string, round: number, count?: number): Promise<Int32Array> {
    return someSamples((await this.#get(job)).table, round, count);
  }

  /** See `forgetChanged`. */
  async check(job: string, root: string, samples: readonly SampleMaps[]): Promise<number> {
    return forgetChanged(await this.#get(job), this.#checksums, root, samples);
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

  /** Comparing takes up to 130 MB, so it happens in turn, unless it is few maps; what takes many comparisons does not keep others waiting. */
  #inTurn<T>(survey: Survey, comparisons: number, compare: () => Promise<T>): Promise<T> {
    if (comparisons <= FEW_COMPARISONS) return compare();
    return (comparisons > MANY_COMPARISONS ? this.#many : this.#some).run(survey, compare);
  }

  /** Throws TooManyMapsError. */
  async #select(
    survey: Survey,
    { pairs, explainers }: Query,
    which: 'matching' | 'all' = 'matching',
  ): Promise<Selection> {
    const selection = await inSlices(selectPairs(survey.table, pairs, which));
    checkMaps(explainers, selection.ids.length);
    return selection;
  }

  /**
   * The agreement of all explainers, which have these names, with each other.
   *
   * @throws TooManyMapsError, as all that follow
   * @throws LongNamesError before anything is counted
   */
  async agreement(job: string, query: Query, names: readonly string[]): Promise<AgreementFound> {
    checkNamesOfPairs(names);
    const { pairs, isDraft } = await this.#agreement(job, query);
    return this.#kept(job, `pairs text ${query.key}`, async () => ({
      ...(await inSlices(pairsText(pairs, names))),
      isDraft,
    }));
  }

  /** See `shuffledOf`. */
  async shuffled(job: string, query: Query, measure: Measure, explainer: number | null) {
    return shuffledOf(await this.#agreement(job, query), measure, explainer);
  }

  /** Over the pairs of `sampleOf`. */
  #agreement(job: string, query: Query): Promise<Counted> {
    return this.#kept(job, `agreement ${query.key}`, async (survey) => {
      const matching = await this.#select(survey, query);
      const selection = sampleOf(matching, query.explainers, query.isDraft);
      const isDraft = selection.ids.length < sampleOf(matching, query.explainers, false).ids.length;
      checkCompared(query.explainers, selection.ids.length);
      const comparisons = (query.explainers ** 2 / 2) * selection.ids.length;
      const compare = () => agreementOf(survey.table, survey.file, selection, query.explainers);
      return { ...(await this.#inTurn(survey, comparisons, compare)), isDraft };
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
      const compare = () => compareInParts(survey.table, survey.file, selection, a, b);
      return this.#inTurn(survey, PARTS * selection.ids.length, compare);
    });
    return pageOf(compared, measure, isDescending, from, count);
  }

  /** All explainers, which have these names, and the agreement of each two, over the pairs of `sampleOf`. Throws LongNamesError. */
  async explainers(job: string, query: Query, names: readonly string[]): Promise<ExplainersFound> {
    checkNamesOfPairs(names);
    const agreement = await this.#agreement(job, query);
    return this.#kept(job, `explainers ${query.key}`, async (survey) => {
      const selection = sampleOf(await this.#select(survey, query), query.explainers, query.isDraft);
      const all = sampleOf(await this.#select(survey, query, 'all'), query.explainers, query.isDraft);
      const comparisons = query.explainers * all.ids.length + countContrasts(query.explainers, all.ids);
      const count = () => explainerRows(survey.table, survey.file, selection, all, agreement);
      const rows = await this.#inTurn(survey, comparisons, count);
      return {
        rows: rows.map((row, explainer) => ({ ...row, agreement: withOthers(agreement, explainer) })),
        pairs: await this.agreement(job, query, names),
      };
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
      const labels = found.slice(from, from + count).map(({ label }) => label);
      const lists = labels.flatMap((label) => {
        const own = ofLabel(selection, label);
        return explainers.map((explainer) => mapsOfClass(survey.table, own, explainer));
      });
      const maps = await classMaps(survey.file, lists);
      const mapsOf = (k: number) => maps.slice(k * query.explainers, (k + 1) * query.explainers);
      return { labelCount: found.length, labels: labels.map((label, k) => ({ label, maps: mapsOf(k) })) };
    });
  }

  async shortcuts(job: string, query: Query, explainer: number, label: number) {
    return this.#kept(job, `shortcuts ${explainer} ${label} ${query.key}`, async (survey) => {
      const selection = ofLabel(await this.#select(survey, query), label);
      const count = () => shortcutsOfClass(survey.table, survey.file, selection, explainer);
      return describeShortcuts(await this.#inTurn(survey, CLUSTERED * selection.ids.length, count));
    });
  }

  /** A value of each surveyed pair that matches: pairs and values in the same order. */
  async values(job: string, query: Query, value: ValueOf) {
    return this.#kept(job, `values ${JSON.stringify(value)} ${query.key}`, async (survey) => {
      const selection = await this.#select(survey, query);
      const count = () => valuesOf(survey.table, survey.file, selection, query.explainers, value);
      const comparisons =
        value.of === 'contrast'
          ? countContrasts(value.explainer === null ? query.explainers : 1, selection.ids)
          : query.explainers * selection.ids.length;
      return inSharedMemory(selection, await this.#inTurn(survey, comparisons, count));
    });
  }

  /** What `compute` gives for the current state of both surveys; kept until one changes. */
  async #keptOfBoth<T extends object>(
    a: string,
    b: string,
    key: string,
    compute: (a: Survey, b: Survey) => Promise<T>,
  ): Promise<T> {
    const [first, second] = [await this.#get(a), await this.#get(b)];
    const version = `${first.table.version} ${second.table.version}`;
    return this.#results.get(JSON.stringify([a, b, key]), version, () => compute(first, second));
  }

  /** How much the maps of each shared explainer have changed from job A to B. */
  async compare(a: string, b: string, { key, maps, explainers }: ComparedQuery): Promise<ChangeSummary[]> {
    return this.#keptOfBoth(a, b, `change ${key}`, async (first, second) => {
      const changes = [];
      for (const explainer of explainers)
        changes.push(await this.#inTurn(first, maps.idsA.length, () => changeOf(first, second, maps, explainer)));
      return changes;
    });
  }

  /** The change of the maps of each compared pair of sample and label, in the order of the query. */
  async comparedValues(a: string, b: string, { key, maps, explainers }: ComparedQuery, wanted: ChangeWanted) {
    const some = wanted.explainer === null ? explainers : explainers.slice(wanted.explainer, wanted.explainer + 1);
    return this.#keptOfBoth(a, b, `values ${JSON.stringify(wanted)} ${key}`, (first, second) =>
      meanChange(first, second, maps, some, wanted.measure),
    );
  }

  /** The change of some maps, for each shared explainer. */
  async comparedAt(a: string, b: string, maps: ComparedMaps, explainers: readonly SharedExplainer[]) {
    return changesAt(await this.#get(a), await this.#get(b), maps, explainers);
  }

  /** What was counted from the maps of a label of a sample; null where it has not been surveyed. */
  async labelNumbers(job: string, id: number, label: number): Promise<LabelNumbers | null> {
    return labelNumbers(await this.#get(job), id, label);
  }

  /** What the agreement of single samples is compared with, see `baselineOf`. */
  async baseline(job: string, { explainers }: Query): Promise<Baseline> {
    return this.#kept(job, `baseline ${explainers}`, (survey) => baselineOf(survey, explainers));
  }

  /** The map of each of some pairs that deserves a look first, see `worstMaps`. */
  async worstMaps(
    job: string,
    ids: readonly number[],
    labels: readonly number[],
    explainers: number,
    by: 'agreement' | 'evidence',
  ): Promise<number[]> {
    const { table, file } = await this.#get(job);
    const pairs = Int32Array.from(ids, (id, k) => table.pairOf(id, labels[k]));
    return worstMaps(table, file, pairs, explainers, by);
  }

  /** See `mapNumbersAt`. */
  async mapNumbersAt(job: string, ids: readonly number[], labels: readonly number[], explainers: number) {
    return mapNumbersAt(await this.#get(job), ids, labels, explainers);
  }

  /** See `pairNumbersAt`. */
  async pairNumbersAt(job: string, ids: readonly number[], labels: readonly number[], explainers: number) {
    return pairNumbersAt(await this.#get(job), ids, labels, explainers);
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
