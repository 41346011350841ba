import type { SampleJson, SamplesAnswer } from '@/lib/api/sample-answers';

/*
 * How a page of samples changes while its job grows: visible rows keep their positions.
 *
 *     full page:      its rows are requested by id and only updated; new matches increase the total
 *     unfilled page:  new matches are appended to its rows until it is full
 */

/** The displayed state of a page. */
export interface LivePage extends SamplesAnswer {
  /** Number of matches that arrived after the page was filled. */
  news: number;
  /** Whether the rows would be in another order now. */
  isReordered: boolean;
}

/** Whether the page has no room for more rows. */
export function isFull(page: SamplesAnswer): boolean {
  return page.samples.length >= page.limit;
}

/** What is sorted or filtered by numbers of the maps. */
const COUNTED =
  /[?&](sort=(agreement|evidence|border|spread|contrast)|region=|(min|max)(Agreement|Evidence|Border|Spread)=)/;

/** Whether the order or the filter of the page at `url` rests on numbers of which some are not there yet. */
export function isPartial(url: string, page: Pick<SamplesAnswer, 'survey'> | undefined): boolean {
  return page !== undefined && page.survey.surveyed < page.survey.total && COUNTED.test(url);
}

/** The initial state of a page. */
export function settledPage(answer: SamplesAnswer): LivePage {
  return { ...answer, news: 0, isReordered: false };
}

/** Whether `answer` belongs to other content than the page: another run has written a new file. */
export function isOtherContent(page: SamplesAnswer, answer: SamplesAnswer): boolean {
  return page.generation !== null && page.generation !== answer.generation;
}

/**
 * The page after a new response.
 *
 * @param answer the response to the same request, or, if the page is full, to the request for its samples by id
 */
export function grownPage(page: LivePage, answer: SamplesAnswer): LivePage {
  const fresh = new Map(answer.samples.map((sample) => [sample.id, sample]));
  // The existing rows keep their height.
  const aspect = page.aspect ?? answer.aspect;
  const kept = page.samples.map((sample) => sameOr(sample, fresh.get(sample.id)));
  if (isFull(page)) {
    const news = page.news + Math.max(0, answer.total - page.total);
    return { ...page, ...answer, aspect, samples: kept, news, isReordered: page.isReordered };
  }
  const shown = new Set(kept.map(({ id }) => id));
  const added = answer.samples.filter(({ id }) => !shown.has(id));
  const samples = [...kept, ...added].slice(0, page.limit);
  const isReordered = answer.samples.some(({ id }, index) => samples[index]?.id !== id);
  return { ...answer, aspect, samples, news: 0, isReordered };
}

/** Returns the old object if nothing changed, so that its row need not render again. */
function sameOr(old: SampleJson, fresh: SampleJson | undefined): SampleJson {
  return fresh === undefined || JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh;
}
