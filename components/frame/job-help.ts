import type { JobAnswer } from '@/lib/api/job-answers';

/** Writers that are named. */
const MAX_NAMED = 8;

type Facts = Pick<JobAnswer, 'state' | 'partCount' | 'problems'>;

/** The name of the text that explains the state of a job. Of many parts, what comes after a damage, and what other writers have written, is there too. */
export function helpOf({ state, partCount, problems }: Facts) {
  const isOfParts = partCount > 1 || problems.some(({ code }) => code === 'missing-part');
  return state === 'damaged' && isOfParts ? 'damagedPartsHelp' : (`${state}Help` as const);
}

/** The writers that have not finished: how many, the numbers of those that are named, and how many others there are. */
export function unfinishedOf({ total, finished, unfinished }: NonNullable<JobAnswer['writers']>) {
  const count = total - finished;
  const named = unfinished.slice(0, MAX_NAMED).map(String);
  return { count, named, more: count - named.length };
}
