'use client';

import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';
import { useLiveThreshold } from '@/components/frame/use-threshold';
import { useProbability } from '@/components/kit/format';
import { MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import { MarkButton } from '@/components/marks/mark-button';
import { shownLabel } from '@/components/saliency/labels';
import { TypeMark } from '@/components/saliency/type-mark';
import { idsThatFit } from '@/lib/api/id-list';
import { type SaliencyChange, samplesHref } from '@/lib/api/insight-links';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { serializeJobParams } from '@/lib/api/search-params';
import { api, pages } from '@/lib/api/urls';
import { useSamples } from '../use-samples';
import { letterOf, type Selection } from './selection';

/** Samples in the strip; the link opens all. */
const SHOWN = 24;

interface Props {
  job: JobAnswer;
  /** Index of the explainer. */
  explainer: number;
  /** Id of the label. */
  label: number;
  selection: Selection;
  /** The filter of the view, which the link keeps. */
  filter: SaliencyChange;
}

/** The selected samples, each with its original and its map, and a link to them. */
export function SelectionStrip({ job, explainer, label, selection: { group, ids }, filter }: Props) {
  const t = useTranslations('insight.shortcuts');
  const format = useFormatter();
  const shown = ids.slice(0, SHOWN);
  const samples = useSamples(job.key, shown);
  const opened = idsThatFit(ids);
  return (
    <section aria-labelledby="selected" className="shrink-0 border-line border-t bg-panel pt-2.5 pb-3">
      <div className="mb-2.5 flex flex-wrap items-center gap-x-3 gap-y-1 px-5 max-wide:px-3">
        <h2 id="selected" className="font-semibold" aria-live="polite">
          {group === null ? t('inLasso') : t('group', { letter: letterOf(group) })}{' '}
          <span className="ml-1 font-normal text-muted">{t('maps', { n: ids.length })}</span>
        </h2>
        <span className="ml-auto inline-flex">
          <MarkButton target={{ ids }} count={ids.length} />
        </span>
        <Link
          href={samplesHref(job.key, { ...filter, labels: [label], wall: explainer }, opened)}
          prefetch={false}
          className="inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md border border-line px-2.5 hover:border-faint"
        >
          {opened.length === ids.length ? t('open', { n: ids.length }) : t('openFirst', { n: opened.length })}
          <ArrowRight size={13} aria-hidden />
        </Link>
      </div>
      <ol
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
        tabIndex={0}
        aria-labelledby="selected"
        className="flex gap-3 overflow-x-auto px-5 focus-visible:-outline-offset-2 max-wide:px-3"
      >
        {shown.map((id) => (
          <Tile key={id} job={job} id={id} sample={samples.get(id)} explainer={explainer} label={label} />
        ))}
        {ids.length > shown.length && (
          <li className="self-center whitespace-nowrap px-2 text-muted">
            + {format.number(ids.length - shown.length)}
          </li>
        )}
      </ol>
    </section>
  );
}

interface TileProps {
  job: JobAnswer;
  id: number;
  /** Undefined while it is loading. */
  sample: SampleJson | undefined;
  explainer: number;
  label: number;
}

function Tile({ job, id, sample, explainer, label }: TileProps) {
  const saliency = useTranslations('saliency');
  const threshold = useLiveThreshold();
  const probability = useProbability();
  const shown = sample && shownLabel(sample, label);
  return (
    <li className="w-33 shrink-0">
      <div className="grid h-16 grid-cols-2 gap-0.5">
        <Original
          src={api.original(job.key, job.generation ?? '-', id)}
          alt={saliency('original', { id })}
          path={sample?.imagePath}
        />
        {sample ? (
          <MapCell job={job} sample={sample} explainer={explainer} label={label} />
        ) : (
          <span className="rounded-md bg-track" />
        )}
      </div>
      <p className="mt-1 flex h-5 items-center gap-1.5 whitespace-nowrap text-small">
        {shown && <TypeMark type={shown.type} />}
        <Link
          href={serializeJobParams(pages.sample(job.key, id), { threshold })}
          prefetch={false}
          className="text-muted hover:text-accent"
        >
          # {id}
        </Link>
        {shown && <span className="ml-auto">{probability(shown.confidence)}</span>}
      </p>
    </li>
  );
}
