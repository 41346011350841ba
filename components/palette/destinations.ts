import type { JobAnswer, JobRow } from '@/lib/api/job-answers';
import { jobIdOf, jobPathOf } from '@/lib/api/job-key';
import { serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { matcherOf } from './matches';
import type { RecentSample } from './recent-samples';

/** A target URL with its name. */
export interface Destination {
  id: string;
  href: string;
  name: string;
  /** Number of samples that it shows. */
  count?: number;
}

export interface Destinations {
  views: Destination[];
  samples: Destination[];
  recent: Destination[];
  labels: Destination[];
  jobs: Destination[];
}

/** Maximum number of labels and jobs in the list. */
const MAX_RESULTS = 8;

const VIEWS = ['saliency', 'counterfactual', 'evaluation', 'confusion', 'insight'] as const;

/**
 * The destinations for `text`: the views, labels and samples of the open job, recent samples, and jobs.
 *
 * @param text words of a name, or the id of a sample, with or without #
 * @param viewName the name of a view in the language of the page
 * @param jobs those that already match `text`
 */
export function destinationsOf(
  text: string,
  job: Pick<JobAnswer, 'key' | 'labelCounts'> | undefined,
  jobs: readonly JobRow[],
  recent: readonly RecentSample[],
  viewName: (view: (typeof VIEWS)[number]) => string,
): Destinations {
  const matches = matcherOf(text);
  const id = /^#?\s*(-?\d+)$/.exec(text.trim())?.[1];
  return {
    views: job
      ? VIEWS.filter((view) => matches(viewName(view))).map((view) => ({
          id: `view ${view}`,
          href: view === 'insight' ? pages.insight(job.key, 'explainers') : pages[view](job.key),
          name: viewName(view),
        }))
      : [],
    samples:
      job && id !== undefined
        ? [{ id: `sample ${id}`, href: pages.sample(job.key, Number(id)), name: `# ${Number(id)}` }]
        : [],
    recent: recent
      .filter((sample) => sample.key !== job?.key || sample.id !== Number(id))
      .map((sample) => ({
        id: `recent ${sample.key} ${sample.id}`,
        href: pages.sample(sample.key, sample.id),
        name: `# ${sample.id} · ${isolated(jobPathOf(jobIdOf(sample.key) ?? sample.key))}`,
      }))
      .filter(({ name }) => matches(name)),
    labels: job
      ? job.labelCounts
          .filter(({ name }) => text.trim() !== '' && matches(name))
          .sort((a, b) => b.samples - a.samples)
          .slice(0, MAX_RESULTS)
          .map((label) => ({
            id: `label ${label.id}`,
            href: serializeSaliencyParams(pages.saliency(job.key), { labels: [label.id] }),
            name: label.name,
            count: label.samples,
          }))
      : [],
    jobs: jobs
      .slice(0, MAX_RESULTS)
      .map(({ key, path }) => ({ id: `job ${key}`, href: pages.saliency(key), name: path })),
  };
}
