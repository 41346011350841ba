import type { SampleJson, SamplesAnswer } from '@/lib/api/answers';

/*
 * What a page of samples does while its job grows: rows that are looked at stay where they are.
 *
 *   full page:      its rows are asked for by id and only filled in; new matches raise the total
 *   unfilled page:  new matches are put behind the rows that are there, until it is full
 */

/** A page as it is shown. */
export interface LivePage extends SamplesAnswer {
  /** Matches that came after the rows were settled. */
  news: number;
  /** Whether the rows would stand in another order by now. */
  isReordered: boolean;
}

/** Whether no row fits on the page any more. */
export function isFull(page: SamplesAnswer): boolean {
  return page.samples.length >= page.limit;
}

/** A page as it is first shown. */
export function settledPage(answer: SamplesAnswer): LivePage {
  return { ...answer, news: 0, isReordered: false };
}

/** Whether `answer` is about other content than the page shows: another run wrote a new file. */
export function isOtherContent(page: SamplesAnswer, answer: SamplesAnswer): boolean {
  return page.generation !== null && page.generation !== answer.generation;
}

/**
 * The page after a new answer.
 *
 * @param answer to the same question, or, where the page is full, to the question for the samples it shows
 */
export function grownPage(page: LivePage, answer: SamplesAnswer): LivePage {
  const fresh = new Map(answer.samples.map((sample) => [sample.id, sample]));
  // The rows that are there keep their height.
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

/** The old object where nothing changed, so that its row need not be drawn again. */
function sameOr(old: SampleJson, fresh: SampleJson | undefined): SampleJson {
  return fresh === undefined || JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh;
}
