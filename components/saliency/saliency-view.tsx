'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useSWRConfig } from 'swr';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Help } from '@/components/kit/help';
import { DisplayProvider } from '@/components/map/display';
import type { SamplesAnswer } from '@/lib/api/sample-answers';
import { displayOf, facetsRequestOf, queryOf, samplesRequestOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { DisplayBar } from './display-bar';
import { Download } from './download';
import { FilterBar } from './filter-bar';
import { MAP_TOPICS } from './help-topics';
import { RowsView } from './rows-view';
import { pixelsOf } from './sizes';
import { useFacets } from './use-facets';
import { useSaliency } from './use-saliency';

const WallView = dynamic(() => import('./wall-view').then(({ WallView }) => WallView));
const Stage = dynamic(() => import('./stage').then(({ Stage }) => Stage));

/** The samples of a job and their saliency maps: as rows, to compare explainers, or as a wall, to scan one of them. */
export function SaliencyView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('saliency');
  const { data: job } = useJob(jobKey);
  const [state, setState] = useSaliency();
  const facets = useFacets(jobKey, facetsRequestOf(state));
  const [resizing, setResizing] = useState<number | null>(null);
  const display = displayOf(state);
  const { fallback } = useSWRConfig();
  const first = fallback[api.samples(jobKey, queryOf(samplesRequestOf(state)))] as SamplesAnswer | undefined;
  const expected = (first?.samples ?? []).flatMap(({ maps }) => maps);

  if (!job) return null;
  const pixels = resizing ?? pixelsOf(state);
  return (
    <DisplayProvider display={display} expected={expected}>
      <div className="flex min-h-[calc(100dvh-49px)] flex-col" style={{ '--map': `${pixels}px` }}>
        <h1 className="sr-only">{t('title')}</h1>
        <div className="min-w-0 border-line border-b fade-edges bg-panel slim:flex slim:overflow-x-auto slim:[scrollbar-width:none]">
          <FilterBar
            job={job}
            facets={facets}
            state={state}
            onFilter={(change) => {
              // The wall shows the explainer whose numbers are chosen.
              const follows = change.mapsOf == null ? {} : { wall: null };
              void setState({ ...change, ...follows, page: null, pick: null });
            }}
            onHide={(hide) => setState({ hide }, { history: 'replace' })}
            onWall={(wall) => setState({ wall }, { history: 'replace' })}
          />
          <DisplayBar
            state={state}
            explainers={job.explainerNames.filter((_, index) => !state.hide.includes(index)).length}
            onResize={setResizing}
            onChange={(change) => {
              setResizing(null);
              void setState(change, { history: 'layout' in change ? 'push' : 'replace' });
            }}
          >
            <Download job={job} state={state} />
            <Help topic={MAP_TOPICS} />
          </DisplayBar>
        </div>
        {state.layout === 'rows' ? (
          <RowsView job={job} state={state} setState={setState} size={resizing ?? state.px} />
        ) : (
          <WallView job={job} state={state} setState={setState} total={facets?.total} pixels={pixels} />
        )}
        {state.stage !== null && <Stage job={job} id={state.stage} state={state} setState={setState} />}
      </div>
    </DisplayProvider>
  );
}
