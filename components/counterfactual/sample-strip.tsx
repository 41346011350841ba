'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { isPlain } from '@/components/kit/pagination';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { NoPicture, Picture } from './picture';
import { chosenCounterfactual } from './steps';

interface Props {
  job: JobAnswer;
  samples: readonly SampleJson[];
  chosen: number | null;
  /** The label of the filter. */
  filter: number | null;
  href(sample: number): string;
  onChoose(sample: number): void;
}

const STRIP =
  'fade-edges relative flex gap-1 max-wide:overflow-x-auto wide:grid wide:grid-cols-2 min-[120rem]:grid-cols-3 p-2 content-start';
const ITEM = 'flex flex-col gap-1 rounded-md p-1 text-small max-wide:w-20 max-wide:shrink-0';

/** Thumbnails of the samples of the page: two or three columns in a wide window, one row in a narrow one. */
export function SampleStrip({ job, samples, chosen, filter, href, onChoose }: Props) {
  const t = useTranslations('counterfactual');
  const probability = useProbability();
  return (
    <ul aria-label={t('samples')} className={STRIP}>
      {samples.map((sample) => {
        const label = chosenCounterfactual(sample, null, filter)?.label;
        const shown = sample.labels.find(({ id }) => id === label);
        return (
          <li key={sample.id} data-sample={sample.id} className="min-w-0 max-wide:shrink-0">
            <Link
              href={href(sample.id)}
              onClick={(event) => {
                if (!isPlain(event)) return;
                event.preventDefault();
                onChoose(sample.id);
              }}
              prefetch={false}
              scroll={false}
              aria-current={sample.id === chosen}
              className={`${ITEM} ${sample.id === chosen ? 'bg-accent-tint' : 'hover:bg-well'}`}
            >
              <span className="sr-only">{t('sampleNumber', { id: sample.id })}</span>
              <span className="relative block aspect-square w-full overflow-hidden rounded-[4px] bg-well">
                <Picture
                  src={api.thumbnail(job.key, job.generation ?? '-', sample.id)}
                  alt=""
                  fallback={<NoPicture />}
                />
              </span>
              <span className="flex justify-between gap-1.5">
                <MiddleEllipsis text={shown?.name ?? t('noLayers')} className={shown ? '' : 'text-muted'} />
                {shown && <span className="text-muted max-wide:hidden">{probability(shown.confidence)}</span>}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** A placeholder of the size of a strip, shown until the first response. */
export function StripSkeleton({ samples }: { samples: number }) {
  return (
    <div className={STRIP} aria-hidden>
      {[...Array(samples).keys()].map((index) => (
        <span key={index} className={ITEM}>
          <span className="aspect-square w-full animate-pulse rounded-[4px] bg-well" />
          <span className="h-4" />
        </span>
      ))}
    </div>
  );
}
