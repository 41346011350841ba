'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { useFormatter, useTranslations } from 'use-intl';
import { MAP_NUMBERS } from '@/lib/api/choices';
import { insightParams, serializeInsightParams } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { serializeJobParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { useJob } from './use-job';

/** Scrolls the current tab into view, if the tabs overflow. */
function showTab(tab: HTMLAnchorElement | null): void {
  const strip = tab?.parentElement?.parentElement;
  if (strip && tab) strip.scrollLeft = tab.offsetLeft - strip.offsetLeft - 12;
}

interface Tab {
  href: string;
  /** The beginning of the addresses of its pages, if that is not `href`. */
  root?: string;
  /** Whether the link keeps the filter. */
  keepsFilter?: boolean;
  label: string;
  /** Omitted if nothing is counted. */
  count?: string;
  /** Why it cannot be opened. */
  why?: string | false;
}

/** The reason why a job in this state has no counterfactual. */
function whyNone(state: JobAnswer['state']) {
  if (state === 'loading') return 'noCounterfactualRead';
  return state === 'live' ? 'noCounterfactualYet' : 'noCounterfactual';
}

/** The reason why a job in this state has no saliency map. */
function whyNoMap(state: JobAnswer['state']) {
  if (state === 'loading') return 'noMapRead';
  return state === 'live' ? 'noMapYet' : 'noMap';
}

/** The views of a job, each with its count. The insight tab takes the filter along, and gives it back to the saliency maps. */
export function JobTabs({ jobKey }: { jobKey: string }) {
  const t = useTranslations('job');
  const format = useFormatter();
  const path = usePathname();
  const [state] = useQueryStates(insightParams);
  const { data: job } = useJob(jobKey);
  const insight = pages.insightRoot(jobKey);
  // Without a range, the explainer was that of an order, which is not carried.
  const hasRange = MAP_NUMBERS.some((number) => state[number] !== null);
  const carried = hasRange ? state : { ...state, mapsOf: null };
  const { columns, pin, threshold } = state;
  const tabs: Tab[] = [
    {
      href: pages.saliency(jobKey),
      keepsFilter: path.startsWith(insight),
      label: t('saliency'),
      count: job?.samples == null ? '' : format.number(job.samples),
    },
    {
      href: pages.counterfactual(jobKey),
      label: t('counterfactual'),
      count: job?.withCounterfactuals ? format.number(job.withCounterfactuals) : '',
      // The view itself remains available: it may be open when the first counterfactual is written, or be opened by a link.
      why: job && !job.views.counterfactual && t(whyNone(job.state)),
    },
    {
      href: pages.evaluation(jobKey),
      label: t('evaluation'),
      count: job?.views.evaluation ? `${job.explainerNames.length} × ${job.metrics.length}` : '',
    },
    {
      href: pages.confusion(jobKey),
      label: t('confusion'),
      count: job ? format.number(job.labelCounts.filter(({ TP, FN, FP }) => TP + FN + FP > 0).length) : '',
    },
    {
      href: pages.insight(jobKey, 'explainers'),
      root: insight,
      keepsFilter: true,
      label: t('insight'),
      why: job && job.withMaps === 0 && t(whyNoMap(job.state)),
    },
  ];
  return (
    <nav aria-label={t('tabs')} className="flex h-12 gap-6 max-[90rem]:gap-4 max-wide:h-9 slim:h-9">
      {tabs.map(({ href, root = href, keepsFilter, label, count, why }) => {
        const isCurrent = path.startsWith(root);
        if (why && !isCurrent) {
          return (
            // biome-ignore lint/a11y: a disabled link is grey and not focusable; <a> without href is not a link
            <span
              key={href}
              role="link"
              aria-disabled
              title={why}
              className="flex cursor-default items-center text-faint"
            >
              {label}
              <span className="sr-only">: {why}</span>
            </span>
          );
        }
        return (
          <Link
            key={href}
            href={
              keepsFilter
                ? serializeInsightParams(href, carried)
                : serializeJobParams(href, { columns, pin, threshold })
            }
            prefetch={false}
            aria-current={isCurrent ? 'page' : undefined}
            ref={isCurrent ? showTab : undefined}
            className={`-mb-px flex shrink-0 items-center gap-2 whitespace-nowrap border-b-2 ${isCurrent ? 'border-accent font-semibold' : 'border-transparent text-muted hover:text-ink'}`}
          >
            {label}
            {count !== undefined && (
              <span className="min-w-[5ch] max-[90rem]:min-w-[3ch] font-normal text-muted text-small">{count}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}
