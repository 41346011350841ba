'use client';

import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';
import { Bound } from '@/components/frame/bound';
import { usePercent } from '@/components/kit/format';
import { gapAfter, inARow } from '@/components/kit/in-a-row';
import type { TriageAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { type FilterState, serializeSaliencyParams } from '@/lib/api/search-params';
import { presetState } from '@/lib/api/triage-links';
import { pages } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { Few, FewMark } from '../few';
import { useNumbers } from '../numbers';
import { PresetTile } from './preset-tile';
import { ofMistakes } from './tables';

type Preset = TriageAnswer['presets'][number];

interface Props {
  job: JobAnswer;
  preset: Preset;
  threshold: number;
  /** The filter of the view, which the link keeps. */
  filter: FilterState;
  /** Those that are loaded, by id. */
  samples: ReadonlyMap<number, SampleJson>;
  /** Why counts of mistakes are lower bounds; undefined if they are exact. */
  why: string | undefined;
  /** What makes this preset weak; null for nothing. */
  caveat: string | null;
  /** Whether numbers that are counted from maps are final. */
  isDone: boolean;
}

/** A preset: what it is, how many samples it has of how many, how often they are wrong, and the first of them. */
export function PresetCard({ job, preset, threshold, filter, samples, why, caveat, isDone }: Props) {
  const t = useTranslations('insight.triage');
  const format = useFormatter();
  const { pairs, of, lacks, first } = preset;
  const isCounted = preset.preset === 'disagree' || preset.preset === 'beside';
  const state = presetState(filter, preset);
  const baseline = useBaseline(preset);
  const name = t(`name.${preset.preset}`);
  const isOpen = why !== undefined && ofMistakes(preset);
  const hasTypes = preset.wrong.of + preset.wrongOthers.of + preset.right.of > 0;
  const bound = isOpen ? '≥\u202f' : '';
  const isWaiting = isCounted && !isDone && of === 0;
  return (
    <article
      aria-labelledby={`preset-${preset.preset}`}
      data-preset={preset.preset}
      className="flex min-w-0 flex-col gap-1.5 border-line border-b px-5 py-4 max-wide:px-3"
    >
      <h2 id={`preset-${preset.preset}`} className="font-semibold">
        {name}
      </h2>
      <p className="text-muted text-small">
        <What preset={preset} threshold={threshold} filter={filter} />
      </p>
      {lacks !== null || isWaiting ? (
        <p className="rounded-md border border-line border-dashed px-3 py-2 text-muted">
          {lacks === null ? t('notYet') : t(`lacks.${lacks}`)}
        </p>
      ) : (
        <>
          <p className="flex flex-wrap items-baseline gap-x-2">
            <span className={`font-semibold text-[15px] ${isCounted ? 'group-data-draft/insight:italic' : ''}`}>
              <Bound why={isOpen ? why : undefined} />
              {format.number(pairs)}
            </span>
            <span className="text-muted">
              {t(`of.${preset.preset}`, { of, bound })}
              {pairs > 0 && t('inSamples', { count: preset.samples, bound })}
            </span>
            {of > 0 && <Few n={of} />}
          </p>
          {(pairs > 0 || preset.right.of > 0) && (
            <p className="text-small">
              {preset.preset === 'foreign' && <FewMark className="mr-1" />}
              {baseline}
              {preset.untyped > 0 && hasTypes && (
                <span className="text-muted">
                  {gapAfter(baseline)}
                  {t('untyped', { count: preset.untyped })}
                </span>
              )}
            </p>
          )}
          {caveat !== null && pairs > 0 && (
            <p className="text-small">
              <FewMark className="mr-1" />
              {caveat}
            </p>
          )}
          {first.length > 0 && (
            <>
              <ol
                aria-label={t('first', { name })}
                className="mt-1 grid grid-cols-[repeat(auto-fill,minmax(8.25rem,1fr))] gap-x-3 gap-y-2"
              >
                {first.map((pair) => (
                  <PresetTile
                    key={pair.sample}
                    job={job}
                    preset={preset}
                    pair={pair}
                    measure={filter.measure}
                    isOfOne={filter.mapsOf !== null}
                    sample={samples.get(pair.sample)}
                    href={serializeSaliencyParams(pages.sample(job.key, pair.sample), state)}
                  />
                ))}
              </ol>
              <Link
                href={serializeSaliencyParams(pages.saliency(job.key), state)}
                prefetch={false}
                className="mt-1 inline-flex h-7 items-center gap-1.5 self-start whitespace-nowrap rounded-md border border-line px-2.5 hover:border-faint"
              >
                {t('open', { count: preset.samples })}
                <ArrowRight size={13} aria-hidden />
                <span className="sr-only">: {name}</span>
              </Link>
            </>
          )}
        </>
      )}
    </article>
  );
}

/** What a preset applies to, in one sentence. */
function What({ preset, threshold, filter }: Pick<Props, 'preset' | 'threshold' | 'filter'>) {
  const t = useTranslations('insight.triage');
  const measures = useTranslations('filter.agreementAs');
  const { exact } = useNumbers();
  const { mapsOf } = filter;
  switch (preset.preset) {
    case 'foreign':
      return t('what.foreign');
    case 'confident':
    case 'sure':
    case 'crosses':
      return t(`what.${preset.preset}`, { threshold: exact(threshold) });
    case 'disagree': {
      if (preset.most === null) return t('what.disagreeUnknown');
      const values = { measure: measures(filter.measure), most: exact(preset.most) };
      return mapsOf === null
        ? t('what.disagree', values)
        : t('what.disagreeOf', { ...values, explainer: isolated(mapsOf) });
    }
    case 'beside':
      return mapsOf === null ? t('what.beside') : t('what.besideOf', { explainer: isolated(mapsOf) });
  }
}

/** What the number of a preset compares with: how often its samples are wrong, or how often right ones are as far from the threshold. */
function useBaseline({ preset, wrong, wrongOthers, right }: Preset): string {
  const t = useTranslations('insight.triage');
  const percent = usePercent();
  const share = ({ n, of }: { n: number; of: number }) => percent(n / of);
  if (preset === 'confident' || preset === 'sure') {
    if (right.of === 0) return t('noRight');
    const values = { share: share(right), n: right.n, of: right.of };
    return t(preset === 'sure' ? 'rightSure' : 'right', values);
  }
  const others = { otherShare: share(wrongOthers), otherN: wrongOthers.n, otherOf: wrongOthers.of };
  const howOften =
    wrong.of === 0
      ? t(wrongOthers.of === 0 ? 'noTypes' : 'wrongOthers', others)
      : t(wrongOthers.of === 0 ? 'wrongOnly' : 'wrong', {
          ...{ share: share(wrong), n: wrong.n, of: wrong.of },
          ...others,
        });
  return preset === 'foreign' ? inARow(t('expected'), howOften) : howOften;
}
