import type { JobAnswer, JobRow } from '@/lib/api/answers';
import { serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';

/** Somewhere to jump to. */
export interface Destination {
  id: string;
  href: string;
  /** What it is called: a name, or the name of a view in the messages. */
  name: string;
  /** Said behind the name. */
  count?: number;
}

export interface Destinations {
  views: Destination[];
  samples: Destination[];
  labels: Destination[];
  jobs: Destination[];
}

/** Labels and jobs that are offered at once. */
const MOST = 8;

const VIEWS = ['saliency', 'counterfactual', 'evaluation', 'confusion'] as const;

/**
 * Where `text` may lead: the views, labels and samples of the job that is open, and jobs.
 *
 * @param text any part of a name, or the id of a sample, with or without #
 * @param viewName what a view is called in the language of the page
 * @param jobs those that match `text` already
 */
export function destinationsOf(
  text: string,
  job: Pick<JobAnswer, 'key' | 'labelCounts'> | undefined,
  jobs: readonly JobRow[],
  viewName: (view: (typeof VIEWS)[number]) => string,
): Destinations {
  const wanted = text.trim().toLocaleLowerCase();
  const matches = (name: string) => name.toLocaleLowerCase().includes(wanted);
  const id = /^#?\s*(-?\d+)$/.exec(wanted)?.[1];
  return {
    views: job
      ? VIEWS.filter((view) => matches(viewName(view))).map((view) => ({
          id: `view ${view}`,
          href: pages[view](job.key),
          name: viewName(view),
        }))
      : [],
    samples:
      job && id !== undefined
        ? [{ id: `sample ${id}`, href: pages.sample(job.key, Number(id)), name: `# ${Number(id)}` }]
        : [],
    labels: job
      ? job.labelCounts
          .filter(({ name }) => wanted !== '' && matches(name))
          .sort((a, b) => b.samples - a.samples)
          .slice(0, MOST)
          .map((label) => ({
            id: `label ${label.id}`,
            href: serializeSaliencyParams(pages.saliency(job.key), { labels: [label.id] }),
            name: label.name,
            count: label.samples,
          }))
      : [],
    jobs: jobs.slice(0, MOST).map(({ key, path }) => ({ id: `job ${key}`, href: pages.saliency(key), name: path })),
  };
}
