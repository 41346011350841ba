'use client';

import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Bound } from '@/components/frame/bound';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { type SortedColumn, SortedTable } from '@/components/kit/sorted-table';
import type { Sort } from '@/lib/api/table-params';
import { type Pair, pairKey } from './rates';
import { SamplesLink } from './samples-link';

interface Props {
  jobKey: string;
  pairs: readonly Pair[];
  nameOf(label: number): string;
  sort: Sort;
  onSort(sort: Sort): void;
  /** Why counts of FP are lower bounds; undefined if they are exact. */
  why: string | undefined;
}

/** The pairs as a list, for jobs with more labels than a matrix can show. */
export function PairList({ jobKey, pairs, nameOf, sort, onSort, why }: Props) {
  const t = useTranslations('confusion');
  const format = useFormatter();
  const columns = useMemo((): SortedColumn<Pair>[] => {
    const predictedOf = ({ predicted }: Pair) => (predicted === null ? t('nothing') : nameOf(predicted));
    return [
      {
        id: 'truth',
        header: t('truth'),
        width: 140,
        value: ({ truth }) => nameOf(truth),
        cell: ({ truth }) => <MiddleEllipsis text={nameOf(truth)} />,
      },
      {
        id: 'predicted',
        header: t('predicted'),
        width: 140,
        value: predictedOf,
        cell: (pair) => (
          <MiddleEllipsis text={predictedOf(pair)} className={pair.predicted === null ? 'text-muted italic' : ''} />
        ),
      },
      {
        id: 'samples',
        header: t('samples'),
        width: 100,
        isRight: true,
        value: ({ samples }) => samples,
        cell: (pair) => (
          <SamplesLink
            jobKey={jobKey}
            filter={{ truth: pair.truth, predicted: pair.predicted ?? 'none' }}
            title={t('pair', { truth: nameOf(pair.truth), predicted: predictedOf(pair), count: pair.samples })}
            className="text-accent underline decoration-1 underline-offset-2"
          >
            {pair.truth !== pair.predicted && <Bound why={why} isMost={pair.predicted === null} />}
            {format.number(pair.samples)}
          </SamplesLink>
        ),
      },
    ];
  }, [jobKey, nameOf, t, format, why]);
  return (
    <SortedTable
      label={t('pairs')}
      rows={pairs}
      columns={columns}
      rowId={({ truth, predicted }) => pairKey(truth, predicted)}
      sort={sort}
      onSort={onSort}
    />
  );
}
