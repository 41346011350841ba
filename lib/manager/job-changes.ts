import { LRUCache } from 'lru-cache';
import { type Clock, settledWithin } from '../clock';
import type { ComparedMaps } from '../job/compared-maps';
import type { ChangeSummary, ChangeWanted, SharedExplainer } from '../survey/compared-surveys';
import type { ComparedQuery } from '../survey/survey-service';
import type { Surveyor } from '../survey/survey-thread';
import type { ExplainLoader } from './explain-loader';
import type { JobSurveys, Surveyed } from './job-surveys';

/** Lists of compared maps that are kept; 16 bytes a pair of sample and label. */
const MAX_LISTS = 4;

/** An overview waits this long for the surveys to be opened and the change of the maps, and says that it is being counted where that takes longer. */
const OPENING_MS = 150;
const COUNTING_MS = 150;

/** Both surveys of two compared jobs, and what was asked of them. */
export interface BothSurveyed<T> {
  progressA: Surveyed<unknown>['progress'];
  progressB: Surveyed<unknown>['progress'];
  result: T;
}

/** The change of the maps of each shared explainer, null before it was counted, and whether it is of the current surveys. */
export interface LatestChange {
  summaries: ChangeSummary[] | null;
  isCurrent: boolean;
}

/** Questions about how much the maps of two jobs differ. */
export class JobChanges {
  readonly #surveys: JobSurveys;
  readonly #clock: Clock;
  /** Pairs of jobs whose change is being counted. */
  readonly #counting = new Set<string>();
  readonly #latest = new LRUCache<string, { state: string; summaries: ChangeSummary[] }>({ max: MAX_LISTS });
  readonly #lists = new LRUCache<string, { state: string; query: ComparedQuery }>({ max: MAX_LISTS });

  constructor(surveys: JobSurveys, clock: Clock) {
    this.#surveys = surveys;
    this.#clock = clock;
  }

  /** The explainers that both jobs have, by name and in the order of A. */
  static explainersOf(a: ExplainLoader, b: ExplainLoader): (SharedExplainer & { name: string })[] {
    return a.explainers.flatMap((name, index) => {
      const other = b.explainers.indexOf(name);
      return other === -1 ? [] : [{ name, a: index, b: other }];
    });
  }

  /**
   * The change of the maps of each shared explainer, as it was counted last. Surveys that go on make it outdated all the time, so no more than
   * one count is in progress for two jobs.
   *
   * @param state of the comparison, see `ComparedVersions`
   * @returns null before anything of both jobs was read, and while the surveys are being opened
   */
  async summary(a: ExplainLoader, b: ExplainLoader, state: string): Promise<BothSurveyed<LatestChange> | null> {
    const query = await this.#queryOf(a, b, state);
    if (query === null) return null;
    for (const loader of [a, b]) this.#surveys.ask(loader, {}, async () => null).catch(() => {}); // the next question says why
    const ask = () =>
      this.#askNow(a, b, async (call, handleA, handleB): Promise<LatestChange> => {
        const name = JSON.stringify([a.jobId, b.jobId]);
        if (!this.#counting.has(name)) {
          this.#counting.add(name);
          const count = call('compare', handleA, handleB, query).finally(() => this.#counting.delete(name));
          const summaries = await this.#soon(
            COUNTING_MS,
            count.then((found) => {
              this.#latest.set(name, { state: query.key, summaries: found });
              return found;
            }),
          );
          if (summaries !== null) return { summaries, isCurrent: true };
        }
        const latest = this.#latest.get(name);
        return { summaries: latest?.state === query.key ? latest.summaries : null, isCurrent: false };
      });
    return this.#soon(OPENING_MS, ask());
  }

  /** What `work` gives; null where that takes longer. It goes on then, is kept, and asked for again. */
  async #soon<T>(milliseconds: number, work: Promise<T>): Promise<T | null> {
    let settled: { value: T } | { error: unknown } | null = null;
    const noted = work.then(
      (value) => {
        settled = { value };
      },
      (error) => {
        settled = { error };
      },
    );
    await settledWithin(this.#clock, milliseconds, noted);
    return settled === null ? null : resultOf(settled);
  }

  /** Gives the change of the maps to the index of A, to sort by, and returns its key. */
  async giveValues(a: ExplainLoader, b: ExplainLoader, state: string, wanted: ChangeWanted): Promise<string> {
    const query = await this.#queryOf(a, b, state);
    const found = query && (await this.#askNow(a, b, (call, x, y) => call('comparedValues', x, y, query, wanted)));
    const versions = found && [found.progressA.version, found.progressB.version];
    const key = JSON.stringify(['change', b.jobId, state, wanted, versions]);
    if (await a.hasValues(key)) return key;
    const { idsA: ids, labelsA: labels } = query?.maps ?? NO_MAPS;
    await a.setValues(key, ids, labels, found?.result ?? new Float32Array(0));
    return key;
  }

  /** The change of some maps, for each shared explainer; null if there is no survey yet. */
  async at(a: ExplainLoader, b: ExplainLoader, maps: ComparedMaps) {
    const explainers = JobChanges.explainersOf(a, b).map(({ a: first, b: second }) => ({ a: first, b: second }));
    if (explainers.length === 0 || maps.idsA.length === 0) return null;
    return this.#askNow(a, b, (call, x, y) => call('comparedAt', x, y, maps, explainers));
  }

  async #queryOf(a: ExplainLoader, b: ExplainLoader, state: string): Promise<ComparedQuery | null> {
    const name = JSON.stringify([a.jobId, b.jobId]);
    const kept = this.#lists.get(name);
    if (kept?.state === state) return kept.query;
    const found = await a.comparedMaps(b);
    if (found === null) return null;
    const explainers = JobChanges.explainersOf(a, b).map(({ a: first, b: second }) => ({ a: first, b: second }));
    const query = { key: found.state, maps: found.maps, explainers };
    this.#lists.set(name, { state: found.state, query });
    return query;
  }

  /** Asks both surveys as far as they have got. */
  async #askNow<T>(
    a: ExplainLoader,
    b: ExplainLoader,
    ask: (call: Surveyor['call'], handleA: string, handleB: string) => Promise<T>,
  ): Promise<BothSurveyed<T> | null> {
    const askB = (call: Surveyor['call'], handleA: string) =>
      this.#surveys.ask(b, {}, (_, handleB) => ask(call, handleA, handleB), false);
    const askA = async (call: Surveyor['call'], handleA: string) => {
      const second = await askB(call, handleA);
      return second && { progressB: second.progress, result: second.result };
    };
    const first = await this.#surveys.ask(a, {}, askA, false);
    return first?.result ? { progressA: first.progress, ...first.result } : null;
  }
}

function resultOf<T>(settled: { value: T } | { error: unknown }): T {
  if ('error' in settled) throw settled.error;
  return settled.value;
}

const NONE = new Int32Array(0);
const NO_MAPS: ComparedMaps = { idsA: NONE, labelsA: NONE, idsB: NONE, labelsB: NONE };
