'use client';

import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { DownloadCsv } from '@/components/kit/download';
import { Pagination } from '@/components/kit/pagination';
import { FigureButton } from '@/components/map/figure-button';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { ClassesAnswer } from '@/lib/api/insight-answers';
import { CLASSES_PAGE_SIZE, classesParams, serializeClassesParams, sharedState } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { facetsRequestOf } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { InsightFrame } from '../insight-frame';
import { isFinal, useInsight } from '../use-insight';
import { ClassPanel } from './class-panel';
import { ClassSkeleton } from './class-skeleton';
import { buttonId, type ClassMap, ClassTable } from './class-table';
import { classesCsv } from './tables';

const ClassFigure = dynamic(() => import('./class-figure').then(({ ClassFigure }) => ClassFigure), { ssr: false });

/** Where each explainer looks for each label: the mean map of all samples. */
export function ClassesView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('insight.classes');
  const [state, setState] = useQueryStates(classesParams, { history: 'push' });
  const { data: job } = useJob(jobKey);
  const page = Math.max(1, state.page);
  const insight = useInsight<ClassesAnswer>(jobKey, 'classes', {
    ...facetsRequestOf(state),
    page,
    limit: CLASSES_PAGE_SIZE,
  });
  const { data } = insight;
  return (
    <InsightFrame
      jobKey={jobKey}
      view="classes"
      insight={insight}
      topics={['meanMap', 'border', 'homogeneity', 'spread', 'sketch']}
      actions={(answer) => (
        <>
          <FigureButton title={t('figure')}>
            {(wanted) => <ClassFigure name={fileName(jobKey, answer)} columns={answer.explainers.length} {...wanted} />}
          </FigureButton>
          <DownloadCsv name={fileName(jobKey, answer)} rows={() => classesCsv(answer)} />
        </>
      )}
      legend={<span>{t('legend')}</span>}
      pagination={
        data !== undefined &&
        data.pages > 1 && (
          <span className="flex items-center gap-3 text-base">
            <span className="text-muted">{t('labelCount', { count: data.labelCount })}</span>
            <Pagination
              page={page}
              pages={data.pages}
              href={(to) => serializeClassesParams(pages.insight(jobKey, 'classes'), { ...state, page: to })}
              onGo={(to) => {
                void setState({ page: to });
                scrollTo({ top: 0, behavior: 'instant' });
              }}
            />
          </span>
        )
      }
      skeleton={<ClassSkeleton job={job} />}
      emptyBecause={(answer) =>
        answer.labelCount === 0 && isFinal(answer)
          ? t('empty', { unreadable: answer.unreadable, total: answer.total })
          : null
      }
    >
      {(answer, job) => <Classes job={job} answer={answer} state={state} setState={setState} />}
    </InsightFrame>
  );
}

/** The page is part of the name, because only its labels are in the table. */
function fileName(jobKey: string, { page, pages }: ClassesAnswer): string {
  return `${jobKey} classes${pages > 1 ? ` page ${page}` : ''}`;
}

interface Props {
  job: JobAnswer;
  answer: ClassesAnswer;
  state: ReturnType<typeof useQueryStates<typeof classesParams>>[0];
  setState: ReturnType<typeof useQueryStates<typeof classesParams>>[1];
}

function Classes({ job, answer, state, setState }: Props) {
  const { columns, pin, brush } = state;
  if (answer.labelCount === 0) return <ClassSkeleton job={job} />;
  const label = answer.labels.find(({ id }) => id === state.of);
  const map = state.on === null ? undefined : label?.maps[state.on];
  const open: ClassMap | null = label && map && state.on !== null ? { label: label.id, explainer: state.on } : null;
  return (
    <div className="flex flex-1 max-wide:flex-col">
      <ClassTable
        answer={answer}
        explainers={orderedExplainers(answer.explainers, { columns, pin })}
        open={open}
        onOpen={({ label: of, explainer: on }) => setState({ of, on, brush: null })}
      />
      {open && label && map && (
        <ClassPanel
          jobKey={job.key}
          label={label}
          explainer={open.explainer}
          name={answer.explainers[open.explainer]}
          map={map}
          filter={sharedState(state)}
          region={brush?.explainer === open.explainer ? brush : null}
          onRegion={(next) => {
            const change = { brush: next && { explainer: open.explainer, ...next } };
            void setState(change, { history: 'replace' });
          }}
          onClose={() => {
            document.getElementById(buttonId(open))?.focus();
            void setState({ of: null, on: null, brush: null });
          }}
        />
      )}
    </div>
  );
}
