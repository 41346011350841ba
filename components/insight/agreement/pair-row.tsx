'use client';

import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { heatmapAddress, MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import { withPick } from '@/components/saliency/picks';
import { TypeMark } from '@/components/saliency/type-mark';
import type { MeasureName } from '@/lib/api/choices';
import type { PairsAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { type FilterState, serializeSaliencyParams } from '@/lib/api/search-params';
import { api, pages } from '@/lib/api/urls';
import { PairNumbers } from './pair-numbers';
import { useFullAgreement } from './use-full-agreement';

interface Props {
  job: JobAnswer;
  pair: PairsAnswer['pairs'][number];
  /** Undefined until it has been loaded. */
  sample: SampleJson | undefined;
  /** Indices of the two explainers. */
  explainers: readonly [number, number];
  measure: MeasureName;
  filter: FilterState;
}

/** Columns of a pair: the pictures, and the numbers, which are below the pictures where the panel, a container, is narrow. */
export const PAIR_COLUMNS =
  'grid grid-cols-3 gap-x-2.5 gap-y-2 @min-[46rem]:grid-cols-[repeat(3,138px)_minmax(0,1fr)] min-[112rem]:@min-[58rem]:grid-cols-[repeat(3,200px)_minmax(0,1fr)]';

/** The numbers of a pair, and what is above them. */
export const PAIR_NUMBERS = 'min-w-0 @max-[46rem]:col-span-full @min-[46rem]:pl-3.5';

/** A pair of maps of a sample with its original, and how far the two agree: as stored, and on the grid that it is sorted by. */
export function PairRow({ job, pair, sample, explainers: [a, b], measure, filter }: Props) {
  const t = useTranslations('insight.agreement');
  const inSaliency = useTranslations('saliency');
  const probability = useProbability();
  const full = useFullAgreement(
    { address: heatmapAddress(job, pair.sample, a, pair.label), range: pair.rangeA },
    { address: heatmapAddress(job, pair.sample, b, pair.label), range: pair.rangeB },
    job.revision,
  );
  const stage = serializeSaliencyParams(pages.saliency(job.key), {
    ...filter,
    stage: pair.sample,
    on: a,
    against: b,
    pick: withPick([], pair.sample, pair.label),
  });
  return (
    <li data-row className={PAIR_COLUMNS}>
      <Original
        src={api.original(job.key, job.generation ?? '-', pair.sample)}
        path={sample?.imagePath}
        alt={inSaliency('original', { id: pair.sample })}
      />
      {[a, b].map((explainer) =>
        sample ? (
          <MapCell key={explainer} job={job} sample={sample} explainer={explainer} label={pair.label} />
        ) : (
          <span key={explainer} className="aspect-[var(--frame-aspect,1)] rounded-md bg-well" />
        ),
      )}
      <div className={PAIR_NUMBERS}>
        <div className="flex items-center gap-x-2">
          <Link
            href={serializeSaliencyParams(pages.sample(job.key, pair.sample), { threshold: filter.threshold })}
            prefetch={false}
            className="shrink-0 whitespace-nowrap font-semibold hover:text-accent"
          >
            # {pair.sample}
          </Link>
          <TypeMark type={pair.type} />
          <MiddleEllipsis text={pair.name} />
          <span className="text-muted">{probability(pair.confidence)}</span>
          <Link href={stage} prefetch={false} className="ml-auto whitespace-nowrap text-accent hover:underline">
            {t('openStage')}
          </Link>
        </div>
        <PairNumbers pair={pair} full={full} measure={measure} />
      </div>
    </li>
  );
}
