'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { useNumbers } from '@/components/insight/numbers';
import { TwoLines } from '@/components/kit/two-lines';
import { MapCell } from '@/components/map/map-cell';
import { Original } from '@/components/map/original';
import type { MeasureName } from '@/lib/api/choices';
import type { CompareAnswer, ComparedSample } from '@/lib/api/compare-answers';
import { api, pages } from '@/lib/api/urls';
import { ComparedLabel } from './compared-label';
import type { Jobs } from './use-compare';

interface Props {
  jobs: Jobs;
  item: ComparedSample;
  /** Names of the explainers of both jobs. */
  explainers: readonly string[];
  maps: CompareAnswer['maps'] | undefined;
  measure: MeasureName;
  onOpen(sample: number, explainer: string): void;
}

/** Columns of a compared sample: original, labels, and one for each explainer. */
export const COMPARED_COLUMNS =
  'grid grid-cols-[4.5rem_minmax(7rem,1fr)] gap-x-2 gap-y-1.5 mid:grid-cols-[6rem_minmax(8.5rem,1fr)_minmax(0,3fr)] mid:gap-x-2.5';

/** The columns of the maps, which scroll where they have no room. */
const MAP_COLUMNS =
  'grid auto-cols-[minmax(6rem,12rem)] grid-flow-col items-end gap-x-2 overflow-x-auto [scrollbar-width:thin]';

/** A sample in both jobs: A above B, with the maps of each explainer under one pointer and zoom, and how far they agree below. */
export const ComparedRow = memo(function ComparedRow({ jobs, item, explainers, maps, measure, onOpen }: Props) {
  const t = useTranslations('compare');
  const inSaliency = useTranslations('saliency');
  const inAgreement = useTranslations('insight.agreement');
  const { signed, brief } = useNumbers();
  const { a, b, name, delta } = item;
  const id = a.sample.id;
  return (
    <li
      data-row
      data-compared={id}
      data-sample={b.sample.id}
      data-job={jobs.b.key}
      tabIndex={-1}
      className={COMPARED_COLUMNS}
    >
      <div className="min-w-0">
        <Link href={pages.sample(jobs.b.key, b.sample.id)} prefetch={false} className="block rounded-md">
          <Original
            src={api.original(jobs.a.key, jobs.a.generation ?? '-', id)}
            path={a.sample.imagePath}
            alt={inSaliency('original', { id })}
          />
        </Link>
        <p className="mt-1 font-semibold">
          <Link href={pages.sample(jobs.a.key, id)} prefetch={false} className="hover:text-accent">
            # {id}
          </Link>
          {b.sample.id !== id && (
            <span className="block font-normal text-muted text-small">{t('idInB', { id: b.sample.id })}</span>
          )}
        </p>
        <p className={delta !== null && delta !== 0 ? 'font-medium text-[15px] text-accent' : 'text-muted'}>
          {signed(delta)}
        </p>
        <p className="text-muted text-small">{t('deltaOf')}</p>
      </div>
      <div className="flex min-w-0 flex-col justify-between gap-y-2">
        <ComparedLabel side="a" jobKey={jobs.a.key} name={name ?? ''} sample={a} threshold={jobs.a.threshold} />
        <ComparedLabel side="b" jobKey={jobs.b.key} name={name ?? ''} sample={b} threshold={jobs.b.threshold} />
        <span aria-hidden className="h-4 max-mid:hidden" />
      </div>
      <section
        aria-label={t('mapsOf', { id })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
        tabIndex={0}
        className={`${MAP_COLUMNS} max-mid:col-span-full`}
      >
        {explainers.map((explainer) => {
          const value = item.maps[explainer]?.[measure] ?? null;
          const shuffled = maps?.[explainer]?.[measure].shuffled ?? null;
          const isChanged = value !== null && shuffled !== null && value < shuffled;
          const [inA, inB] = [jobs.a, jobs.b].map((job) => job.explainerNames.indexOf(explainer));
          return (
            <figure key={explainer} className="flex min-w-0 flex-col gap-1">
              <figcaption className="text-muted text-small leading-4" title={explainer}>
                <TwoLines text={explainer} />
              </figcaption>
              <div data-sample={id} data-job={jobs.a.key}>
                <MapCell
                  job={jobs.a}
                  sample={a.sample}
                  explainer={inA}
                  label={a.label}
                  prefix="A: "
                  caption={`A · ${explainer}`}
                  onOpen={() => onOpen(id, explainer)}
                />
              </div>
              <MapCell
                job={jobs.b}
                sample={b.sample}
                explainer={inB}
                pool={inA}
                label={b.label}
                prefix="B: "
                caption={`B · ${explainer}`}
                onOpen={() => onOpen(id, explainer)}
              />
              <span
                className={`text-center text-small ${isChanged ? 'font-semibold text-ink' : 'text-muted'}`}
                title={
                  isChanged
                    ? t('underShuffled', { shuffled: brief(shuffled) })
                    : t('agreementOf', { measure: inAgreement(`short.${measure}`) })
                }
              >
                {brief(value)}
                {isChanged && <span className="sr-only"> {t('underShuffled', { shuffled: brief(shuffled) })}</span>}
              </span>
            </figure>
          );
        })}
      </section>
    </li>
  );
});
