'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { useRouter, useSearchParams } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useKeys } from '@/components/kit/keys';
import { MarkButton } from '@/components/marks/mark-button';
import { MarksOf } from '@/components/marks/marks-of';
import type { NeighboursAnswer, SampleJson } from '@/lib/api/sample-answers';
import { withoutSampleParams } from '@/lib/api/sample-params';
import { type SaliencyState, samplesRequestOf, serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';

interface Props {
  jobKey: string;
  sample: SampleJson;
  /** Undefined before they are known. */
  neighbours: NeighboursAnswer | undefined;
  /** State of the view from which the page was opened. */
  state: SaliencyState;
}

/** The id of the sample, its position among the matching samples of the view it was opened from, and links to its neighbours. */
export function SampleBar({ jobKey, sample, neighbours, state }: Props) {
  const t = useTranslations('saliency');
  const inStage = useTranslations('stage');
  const router = useRouter();
  const { limit } = samplesRequestOf(state);
  const rank = neighbours?.rank ?? null;
  const page = rank === null ? state.page : Math.ceil(rank / limit);
  // What other parts of the page keep in the address stays there.
  const search = useSearchParams().toString();
  const hrefOf = (id: number | null | undefined) =>
    id == null ? null : serializeSaliencyParams(`${pages.sample(jobKey, id)}?${search}`, { ...state, stage: null });
  const previous = hrefOf(neighbours?.previous);
  const next = hrefOf(neighbours?.next);
  useKeys({
    j: () => next !== null && router.push(next),
    k: () => previous !== null && router.push(previous),
    u: () => router.push(back),
  });
  const list = withoutSampleParams(`${pages.saliency(jobKey)}?${search}`, { matrix: null, by: null, pair: null });
  const back = serializeSaliencyParams(list, { ...state, stage: null, page });
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 border-line border-b bg-panel px-5 py-1 max-wide:px-3">
      <Link href={back} className="inline-flex shrink-0 items-center gap-1 whitespace-nowrap text-muted hover:text-ink">
        <ChevronLeft size={14} aria-hidden />
        {t('allSamples')}
      </Link>
      <h1 className="whitespace-nowrap font-semibold">
        {t('sample')} {sample.id}
      </h1>
      <span data-sample={sample.id} className="inline-flex min-w-0 max-w-80 items-center gap-1">
        <MarkButton target={{ sample: sample.id }} />
        <MarksOf sample={sample} />
      </span>
      <span className="inline-flex items-center gap-1">
        <Step href={previous} label={inStage('previousSample')} Icon={ChevronLeft} />
        <Step href={next} label={inStage('nextSample')} Icon={ChevronRight} />
      </span>
      <span className="whitespace-nowrap text-muted">
        {neighbours && (rank === null ? t('outsideFilter') : inStage('rank', { rank, total: neighbours.total }))}
      </span>
      <span
        className="ml-auto min-w-0 truncate pb-1 text-muted text-small wide:pb-0 max-wide:basis-full"
        title={sample.imagePath}
      >
        {sample.imagePath}
      </span>
    </div>
  );
}

interface StepProps {
  /** Null at the first and the last sample. */
  href: string | null;
  label: string;
  Icon: typeof ChevronLeft;
}

function Step({ href, label, Icon }: StepProps) {
  const box = 'grid size-7 place-items-center rounded-md border border-line bg-panel';
  if (href === null)
    return (
      <span aria-hidden className={`${box} text-faint`}>
        <Icon size={14} />
      </span>
    );
  return (
    <Link href={href} prefetch={false} aria-label={label} title={label} className={`${box} hover:border-faint`}>
      <Icon size={14} aria-hidden />
    </Link>
  );
}
