'use client';

import { useTranslations } from 'use-intl';
import { RangeNote } from '@/components/evaluation/range-note';
import { inARow } from '@/components/kit/in-a-row';
import { MAP_NUMBERS } from '@/lib/api/choices';
import type { ExplainersAnswer } from '@/lib/api/insight-answers';
import type { SaliencyChange } from '@/lib/api/insight-links';
import type { JobAnswer } from '@/lib/api/job-answers';
import { type FilterState, serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { FewMark } from '../few';
import { useNumbers } from '../numbers';
import { isFinal } from '../use-insight';
import { AxisLabels } from './axis-labels';
import { axisOf, COLUMNS, type Column, type ColumnAxis, isColumnFew } from './columns';
import { useFindingText } from './finding-text';
import { type Explainer, findingsOf, hasClone } from './findings';
import { MeasureCell } from './measure-cell';

interface Props {
  job: JobAnswer;
  answer: ExplainersAnswer;
  filter: FilterState;
}

/** Rows of the table: one line in a wide window, else the name above its numbers. */
const ROW =
  'border-line border-b px-5 max-wide:px-3 wide-table:grid wide-table:grid-cols-[minmax(200px,262fr)_minmax(160px,200fr)_minmax(132px,156fr)_minmax(156px,184fr)_minmax(96px,112fr)_minmax(108px,124fr)_minmax(170px,230fr)] wide-table:gap-x-5.5';

/** A row for each explainer, in the order of the job. There is no total: the numbers answer different questions. */
export function ExplainerTable({ job, answer, filter }: Props) {
  const t = useTranslations('insight.explainers');
  const { explainers, edges, pairs } = answer;
  return (
    // biome-ignore lint/a11y: a grid of divs, which is laid out anew in narrow windows
    <div role="table" aria-label={t('table')} className="bg-panel">
      {/* biome-ignore lint/a11y: see above */}
      <div role="row" className={`${ROW} py-2.5 max-wide-table:sr-only`}>
        <Header title={t('column.explainer')} note={t('count', { count: explainers.length })} />
        {COLUMNS.map((column) => (
          <Header
            key={column}
            title={t(`column.${column}`)}
            note={t(`note.${column}`, { others: explainers.length - 1 })}
            isFew={isColumnFew(explainers, column)}
            scale={{ column, axis: axisOf(column, explainers) }}
          />
        ))}
        <Header title={t('column.scores')} note={t('note.scores')} />
      </div>
      {explainers.map((explainer, index) => (
        <Row
          key={explainer.name}
          {...{ job, explainer, index, explainers, pairs, filter, edges }}
          isDone={isFinal(answer)}
        />
      ))}
    </div>
  );
}

interface HeaderProps {
  title: string;
  note: string;
  isFew?: boolean;
  /** The axis below it. */
  scale?: { column: Column; axis: ColumnAxis };
}

function Header({ title, note, isFew = false, scale }: HeaderProps) {
  const t = useTranslations('insight.explainers');
  return (
    // biome-ignore lint/a11y: see above
    <div role="columnheader" className="flex min-w-0 flex-col">
      <span className="font-semibold">
        {title}
        {isFew && (
          <span title={t('someFew')}>
            <FewMark className="ml-1" />
          </span>
        )}
      </span>
      <span className="text-muted text-small leading-tight">{note}</span>
      {scale && <AxisLabels {...scale} className="mt-auto pt-1 text-tiny" />}
    </div>
  );
}

/**
 * How the samples of a number are shown: in the order of that number of the explainer; the agreement of explainers side by side, all
 * else of the one explainer on the wall. A filter by numbers of other explainers leaves the order as it is, because an address has one
 * explainer for both.
 */
function samplesOf(column: Column, explainer: { index: number; name: string }, filter: FilterState): SaliencyChange {
  const isOther = filter.mapsOf !== explainer.name && MAP_NUMBERS.some((number) => filter[number] !== null);
  const order = column === 'agreement' || column === 'evidence' ? 'asc' : 'desc';
  return {
    ...(column === 'agreement' ? {} : { layout: 'wall', wall: explainer.index }),
    ...(isOther ? {} : { sort: column, order, mapsOf: explainer.name }),
  };
}

/** Why a number of an explainer is not defined, if it is not. */
function reasonOf({ agreement }: Explainer, column: Column, explainers: number) {
  if (column !== 'agreement') return column;
  if (explainers < 2) return 'alone';
  return agreement.rho.n > 0 ? 'noShuffle' : 'agreement';
}

/** Letters of the sentences that fit into a row; a second one that does not is left out. */
const MOST_LETTERS = 140;

interface RowProps extends Omit<Props, 'answer'> {
  explainer: Explainer;
  index: number;
  explainers: readonly Explainer[];
  edges: ExplainersAnswer['edges'];
  pairs: ExplainersAnswer['pairs'];
  /** Whether the numbers are final. */
  isDone: boolean;
}

function Row({ job, explainer, index, explainers, edges, pairs, filter, isDone }: RowProps) {
  const t = useTranslations('insight.explainers');
  const text = useFindingText();
  const hrefOf = (column: Column) =>
    serializeSaliencyParams(pages.saliency(job.key), {
      ...filter,
      ...samplesOf(column, { index, name: explainer.name }, filter),
    });
  const [first = '', second = ''] = findingsOf(explainer, explainers, pairs).map(text);
  const both = inARow(first, second);
  return (
    // biome-ignore lint/a11y: see above
    <div role="row" className={`${ROW} min-h-[95px] py-1 max-wide-table:py-3`}>
      {/* biome-ignore lint/a11y: see above */}
      <div role="rowheader" className="flex min-w-0 flex-col justify-center gap-0.5 max-wide-table:mb-2">
        <span className="font-semibold text-[14px] [overflow-wrap:anywhere]">{explainer.name}</span>
        <span data-finding className="min-h-[1lh] text-pretty text-muted text-small">
          {both.length <= MOST_LETTERS ? both : first}
        </span>
      </div>
      <div className="max-wide-table:grid max-wide-table:grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] max-wide-table:gap-x-6 max-wide-table:gap-y-3 wide-table:contents">
        {COLUMNS.map((column) => (
          <MeasureCell
            key={column}
            explainer={explainer}
            column={column}
            axis={axisOf(column, explainers)}
            edges={edges[column]}
            hasClone={hasClone(explainer.name, pairs)}
            href={hrefOf(column)}
            why={t(`why.${isDone ? reasonOf(explainer, column, explainers.length) : 'notYet'}`)}
          />
        ))}
        <Scores explainer={explainer} />
      </div>
    </div>
  );
}

/** The stored scores; names are not cut, so that they take as many lines as they need. */
function Scores({ explainer: { scores } }: { explainer: Explainer }) {
  const t = useTranslations('insight.explainers');
  const { exact } = useNumbers();
  return (
    // biome-ignore lint/a11y: see above
    <div role="cell" className="flex min-w-0 flex-col justify-center max-wide-table:col-span-full">
      <span className="text-muted text-small wide-table:hidden" aria-hidden>
        {t('column.scores')}
      </span>
      {scores.length === 0 ? (
        <span className="text-muted text-small">{t('why.scores')}</span>
      ) : (
        <dl className="grid grid-cols-[repeat(auto-fill,minmax(4.75rem,1fr))] gap-x-3 gap-y-1">
          {scores.map(({ metric, score, range }) => (
            <div key={metric} className="min-w-0">
              <dt className="text-muted text-tiny leading-tight [overflow-wrap:anywhere]">
                {metric}
                <RangeNote range={range} />
              </dt>
              <dd className="leading-tight" title={score === null ? t('notScored') : undefined}>
                {exact(score)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
