'use client';

import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Bound } from '@/components/frame/bound';
import { usePercent, useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { type SortedColumn, SortedTable } from '@/components/kit/sorted-table';
import type { Sort } from '@/lib/api/table-params';
import { isolated } from '@/lib/i18n/isolate';
import type { LabelRates } from './rates';
import { SamplesLink } from './samples-link';

interface Props {
  jobKey: string;
  rows: readonly LabelRates[];
  sort: Sort;
  onSort(sort: Sort): void;
  /** Why counts of FP are lower bounds; undefined if they are exact. */
  why: string | undefined;
  /** Class of its maximum height. */
  height?: string;
}

const TYPES = ['TP', 'FN', 'FP'] as const;

/** The share after a count, and its header, as a column within the column: the counts are below their header too. */
const SHARE = 'inline-block w-22 whitespace-nowrap text-right text-muted text-small';
/** The space of the header's arrow. */
const AFTER_COUNT = `ml-5 ${SHARE}`;

/** The labels with their numbers of true positives, false negatives and false positives; each count links to its samples. */
export function LabelTable({ jobKey, rows, sort, onSort, why, height }: Props) {
  const t = useTranslations('confusion');
  const inFilter = useTranslations('filter');
  const format = useFormatter();
  const columns = useMemo((): SortedColumn<LabelRates>[] => {
    const count = (type: (typeof TYPES)[number]): SortedColumn<LabelRates> => ({
      id: type,
      header: type,
      note: (
        <span title={t(`of${type}`)} className={`mr-4 font-normal leading-tight ${SHARE}`}>
          <span className="sr-only">{inFilter(type)}. </span>
          {t(`share${type}`)}
        </span>
      ),
      width: 178,
      isRight: true,
      value: (row) => row[type],
      cell: (row) => <TypeCount jobKey={jobKey} row={row} type={type} why={type === 'FP' ? why : undefined} />,
    });
    const rate = (id: 'precision' | 'recall'): SortedColumn<LabelRates> => ({
      id,
      header: t(id),
      width: id === 'precision' ? 94 : 84,
      isRight: true,
      value: (row) => row[id],
      cell: (row) => (
        <>
          {row[id] !== null && <Bound why={id === 'precision' ? why : undefined} isMost />}
          <Rate value={row[id]} />
        </>
      ),
    });
    return [
      {
        id: 'label',
        header: t('label'),
        width: 140,
        value: ({ name }) => name,
        cell: ({ id, name }) => <MiddleEllipsis text={name} title={`${isolated(name)} (${id})`} />,
      },
      {
        id: 'samples',
        header: t('truths'),
        width: 108,
        isRight: true,
        value: ({ truth }) => truth,
        cell: ({ truth }) => <span className="text-muted">{format.number(truth)}</span>,
      },
      ...TYPES.map(count),
      rate('precision'),
      rate('recall'),
    ];
  }, [jobKey, t, inFilter, format, why]);
  return (
    <SortedTable
      label={t('labels')}
      rows={rows}
      columns={columns}
      rowId={({ id }) => String(id)}
      sort={sort}
      onSort={onSort}
      height={height}
    />
  );
}

/** The count of a type and its share: TP and FN of the ground truths of the label, FP of its predictions. */
function TypeCount({
  jobKey,
  row,
  type,
  why,
}: {
  jobKey: string;
  row: LabelRates;
  type: (typeof TYPES)[number];
  why: string | undefined;
}) {
  const t = useTranslations('confusion');
  const format = useFormatter();
  const percent = usePercent();
  const count = row[type];
  if (count === 0)
    return (
      <>
        <span className="text-muted">
          <Bound why={why} />0
        </span>
        <span aria-hidden className={AFTER_COUNT} />
      </>
    );
  const whole = type === 'FP' ? row.TP + row.FP : row.truth;
  const wholeText = t(why === undefined ? `whole${type}` : 'wholeAtLeastFP', { label: row.name, count: whole });
  return (
    <>
      <Bound why={why} />
      <SamplesLink
        jobKey={jobKey}
        filter={{ labels: [row.id], types: [type] }}
        title={t(`samples${type}`, { label: row.name, count })}
        className="text-accent underline decoration-1 underline-offset-2"
      >
        {format.number(count)}
      </SamplesLink>
      <span className={AFTER_COUNT} title={wholeText}>
        <Bound why={why} />
        {percent(count / whole)}
        <span className="sr-only"> {wholeText}</span>
      </span>
    </>
  );
}

function Rate({ value }: { value: number | null }) {
  return useProbability()(value);
}
