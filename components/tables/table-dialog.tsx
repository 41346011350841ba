'use client';

import { usePathname } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { TitledDialog } from '@/components/kit/titled-dialog';
import { counterfactualParams } from '@/lib/api/counterfactual-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { queryOf, saliencyParams } from '@/lib/api/search-params';
import type { TablesAnswer } from '@/lib/api/table-answers';
import type { TableFormat, TableName } from '@/lib/api/table-choices';
import { type TableFilter, tableFilterOf } from '@/lib/api/table-filter';
import { api } from '@/lib/api/urls';
import { ColumnList } from './column-list';
import { ExportLine } from './export-line';
import { useFilterWords } from './filter-words';
import { FormatChoice } from './format-choice';
import { TableChoice } from './table-choice';
import { useExport } from './use-export';

/** While maps are being surveyed, milliseconds. */
const REFRESH_MS = 2_000;

interface Props {
  jobKey: string;
  onClose(): void;
}

/** Exports a table of what the filter of the view matches. */
export function TableDialog({ jobKey, onClose }: Props) {
  const t = useTranslations('tables');
  const { data: job } = useJob(jobKey);
  const path = usePathname();
  const [state] = useQueryStates(saliencyParams);
  const [own] = useQueryStates(counterfactualParams);
  const filter = tableFilterOf(path, state, own);
  return (
    <TitledDialog title={t('title')} width="max-w-lg" onClose={onClose}>
      {job && <Tables job={job} filter={filter} />}
    </TitledDialog>
  );
}

function Tables({ job, filter }: { job: JobAnswer; filter: TableFilter }) {
  const t = useTranslations('tables');
  const app = useTranslations('app');
  const sentence = useSentence();
  const words = useFilterWords(job, filter.state);
  const [name, setName] = useState<TableName>('samples');
  const [format, setFormat] = useState<TableFormat>('csv');
  const query = queryOf(filter.request);
  const { data, error, mutate } = useSWR<TablesAnswer, Error>(api.tables(job.key, query), {
    refreshInterval: (answer) => (answer && answer.survey.surveyed < answer.survey.total ? REFRESH_MS : 0),
  });
  const { state, start, cancel } = useExport();
  const table = data?.tables.find((one) => one.name === name);
  if (error && !data)
    return (
      <Notice isError title={t('failed')} detail={sentence(error)}>
        <Button onPress={() => void mutate()}>{app('retry')}</Button>
      </Notice>
    );
  const file = `${name}.${format}`;
  const isRunning = state.kind === 'running';
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small [&_dt]:text-muted">
        <dt>{t('filter')}</dt>
        <dd className="[overflow-wrap:anywhere]">{words.length === 0 ? t('everything') : words.join(' · ')}</dd>
        {filter.request.threshold !== undefined && (
          <>
            <dt>{t('threshold')}</dt>
            <dd>{filter.request.threshold}</dd>
          </>
        )}
      </dl>
      <TableChoice tables={data?.tables} value={name} isDisabled={isRunning} onChange={setName} />
      {table?.needsSurvey && data && data.survey.surveyed < data.survey.total && (
        <p role="status" className="text-fn text-small">
          {t('partlySurveyed', data.survey)}
        </p>
      )}
      {table && <ColumnList columns={table.columns} />}
      <FormatChoice value={format} onChange={setFormat} />
      <ExportLine
        state={state}
        why={data === undefined ? t('counting') : table?.rows === 0 ? t('noRows') : undefined}
        onStart={() => void start(api.table(job.key, file, query), `${job.name}-${file}`)}
        onCancel={cancel}
      />
    </>
  );
}
