'use client';

import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { DownloadCsv } from '@/components/kit/download';
import { DisplayProvider } from '@/components/map/display';
import { idsThatFit } from '@/lib/api/id-list';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import { explainerNamed, type ShortcutsState, sharedState, shortcutsParams } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { displayOf, facetsRequestOf } from '@/lib/api/search-params';
import { InsightFrame } from '../insight-frame';
import { isFinal, useInsight } from '../use-insight';
import { GroupList } from './group-list';
import { Scatter } from './scatter';
import { ScatterHead } from './scatter-head';
import { MAX_TILES, selectionOf, wantedLabel } from './selection';
import { SelectionStrip } from './selection-strip';
import { ShortcutControls } from './shortcut-controls';
import { ShortcutSkeleton } from './shortcut-skeleton';
import { groupsCsv } from './tables';

type SetShortcuts = ReturnType<typeof useQueryStates<typeof shortcutsParams>>[1];

/** Groups of maps of one explainer and one label that look at the same place: possible shortcuts of the model. */
export function ShortcutsView({ jobKey }: { jobKey: string }) {
  const [state, setState] = useQueryStates(shortcutsParams, { history: 'push' });
  const { data: job } = useJob(jobKey);
  const wanted = wantedLabel(state);
  const filter = facetsRequestOf(state);
  const insight = useInsight<ShortcutsAnswer>(
    jobKey,
    'shortcuts',
    job
      ? {
          ...filter,
          mapsOf: filter.explainer,
          label: wanted === null ? [] : [wanted],
          explainer: explainerNamed(state.explainer, job.explainerNames),
        }
      : null,
  );
  const { data } = insight;
  /** Another class has other groups. */
  const change = (parts: Parameters<typeof setState>[0]) => setState({ ...parts, group: null, lasso: null });
  return (
    <InsightFrame
      jobKey={jobKey}
      view="shortcuts"
      insight={insight}
      topics={['shortcuts', 'separation', 'border', 'meanMap', 'sketch']}
      actions={(answer) => (
        <DownloadCsv name={`${jobKey} shortcuts ${answer.explainer} ${answer.name}`} rows={() => groupsCsv(answer)} />
      )}
      controls={
        data && (
          <ShortcutControls
            answer={data}
            onExplainer={(explainer) => void change({ explainer })}
            onLabel={(label) => void change({ label })}
          />
        )
      }
      skeleton={<ShortcutSkeleton />}
    >
      {(answer, current) => (
        <Shortcuts
          key={`${answer.explainer} ${answer.label}`}
          job={current}
          answer={answer}
          state={state}
          setState={setState}
        />
      )}
    </InsightFrame>
  );
}

interface Props {
  job: JobAnswer;
  answer: ShortcutsAnswer;
  state: ShortcutsState;
  setState: SetShortcuts;
}

function Shortcuts({ job, answer, state, setState }: Props) {
  const t = useTranslations('insight.shortcuts');
  /** The samples in a lasso that are too many for the address. */
  const [long, setLong] = useState<readonly number[] | null>(null);
  if (answer.points.length === 0 && !isFinal(answer)) return <ShortcutSkeleton />;
  const selection = selectionOf(answer.groups, { group: state.group, samples: long ?? state.lasso });
  const explainer = Math.max(0, job.explainerNames.indexOf(answer.explainer));
  const canTile = answer.points.length <= MAX_TILES;
  const show = canTile ? (state.points ?? 'maps') : 'dots';
  const onGroup = (group: number) => {
    setLong(null);
    void setState({ group, lasso: null });
  };
  const onLasso = (samples: number[]) => {
    const isShort = idsThatFit(samples).length === samples.length;
    setLong(isShort ? null : samples);
    void setState({ lasso: isShort ? samples : null });
  };
  return (
    <DisplayProvider display={displayOf(state)} expected={[]}>
      <div className="flex flex-1 max-wide:flex-col">
        <GroupList job={job} answer={answer} selected={selection?.group ?? null} onSelect={onGroup} />
        {answer.points.length > 0 && (
          <section
            aria-label={t('scatter')}
            className="flex min-w-0 flex-1 flex-col bg-panel wide:sticky wide:top-[49px] wide:h-[calc(100dvh-11.75rem)] wide:min-h-130"
          >
            <ScatterHead
              answer={answer}
              show={canTile ? show : null}
              tint={state.tint}
              onShow={(points) => void setState({ points })}
              onTint={(tint) => void setState({ tint })}
            />
            <Scatter
              job={job}
              answer={answer}
              explainer={explainer}
              show={show}
              tint={state.tint}
              selection={selection}
              onLasso={onLasso}
              onGroup={onGroup}
            />
            {selection && (
              <SelectionStrip
                job={job}
                explainer={explainer}
                label={answer.label}
                selection={selection}
                filter={sharedState(state)}
              />
            )}
          </section>
        )}
      </div>
    </DisplayProvider>
  );
}
