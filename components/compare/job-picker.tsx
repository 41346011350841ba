'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { StateDot } from '@/components/frame/job-state';
import { useJob } from '@/components/frame/use-job';
import { FindField } from '@/components/kit/find-field';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { Popup } from '@/components/kit/popup';
import type { JobsAnswer } from '@/lib/api/job-answers';
import { jobIdOf, jobPathOf } from '@/lib/api/job-key';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

interface Props {
  side: 'a' | 'b';
  /** Key of the chosen job; empty for none. */
  value: string;
  onChoose(key: string): void;
}

/** Jobs that are listed at a time; the others are found by searching. */
const LISTED = 20;

/** Chooses one of all jobs by searching their paths. */
export function JobPicker({ side, value, onChoose }: Props) {
  const t = useTranslations('compare');
  const { data: job } = useJob(value);
  const name = value === '' ? t('choose') : (job?.name ?? jobPathOf(jobIdOf(value) ?? value));
  return (
    <Popup
      label={t(`chooseJob.${side}`)}
      placement="bottom start"
      className="w-[min(26rem,calc(100vw-2rem))]"
      button={(props) => (
        <AriaButton
          {...props}
          className="inline-flex h-7 min-w-0 items-center gap-2"
          aria-label={t(`jobIs.${side}`, { name })}
        >
          <span className="text-muted">{side.toUpperCase()}</span>
          <span
            className={`inline-flex h-7 w-42 min-w-0 items-center gap-1.5 rounded-md border bg-panel px-2.5 hover:border-faint max-wide:w-32 ${value === '' ? 'border-accent text-accent' : 'border-line'}`}
          >
            <MiddleEllipsis text={name} className="text-left" />
            <ChevronDown size={13} className="ml-auto shrink-0 text-muted" aria-hidden />
          </span>
        </AriaButton>
      )}
    >
      {(close) => (
        <JobsFound
          chosen={value}
          onChoose={(key) => {
            onChoose(key);
            close();
          }}
        />
      )}
    </Popup>
  );
}

function JobsFound({ chosen, onChoose }: { chosen: string; onChoose(key: string): void }) {
  const t = useTranslations('compare');
  const inList = useTranslations('list');
  const [query, setQuery] = useState('');
  const request = { q: query, limit: LISTED, sort: 'updated', order: 'desc', page: 1 } as const;
  const { data } = useSWR<JobsAnswer, Error>(api.jobs(queryOf(request)), { keepPreviousData: true });
  return (
    <>
      <FindField label={inList('search')} value={query} onChange={setQuery} />
      <ul className="max-h-80 overflow-y-auto p-1" aria-busy={data === undefined}>
        {data?.jobs.map(({ key, name, state, samples }) => (
          <li key={key}>
            <button
              type="button"
              aria-pressed={key === chosen}
              onClick={() => onChoose(key)}
              className={`flex min-h-8 w-full items-center gap-2 rounded px-2 text-left hover:bg-accent-tint ${key === chosen ? 'font-semibold' : ''}`}
            >
              <StateDot state={state} />
              <span className="min-w-0 flex-1">
                <MiddleEllipsis text={name} />
              </span>
              {samples !== null && (
                <span className="shrink-0 text-muted text-small">{t('sampleCount', { count: samples })}</span>
              )}
            </button>
          </li>
        ))}
        {data && data.jobs.length === 0 && <li className="px-2 py-1.5 text-muted">{inList('noMatch', { query })}</li>}
        {data && data.total > data.jobs.length && (
          <li className="px-2 py-1.5 text-muted text-small">
            {t('moreJobs', { count: data.total - data.jobs.length })}
          </li>
        )}
      </ul>
    </>
  );
}
