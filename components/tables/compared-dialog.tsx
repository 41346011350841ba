'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { TitledDialog } from '@/components/kit/titled-dialog';
import { type CompareState, compareTableRequestOf } from '@/lib/api/compare-params';
import { queryOf } from '@/lib/api/search-params';
import type { TableFormat } from '@/lib/api/table-choices';
import { api } from '@/lib/api/urls';
import { ExportLine } from './export-line';
import { FormatChoice } from './format-choice';
import { useExport } from './use-export';

export interface ComparedTableProps {
  state: CompareState;
  /** Base name of the file. */
  name: string;
  /** Samples that match. */
  total: number;
  /** Maps of both jobs that have been surveyed, and all. */
  survey: { surveyed: number; total: number };
  onClose(): void;
}

/** Exports the compared samples that match the filter of the page. */
export function ComparedDialog({ state: view, name, total, survey, onClose }: ComparedTableProps) {
  const t = useTranslations('tables');
  const [format, setFormat] = useState<TableFormat>('csv');
  const { state, start, cancel } = useExport();
  const address = api.compareTable(`samples.${format}`, queryOf(compareTableRequestOf(view)));
  return (
    <TitledDialog title={t('comparedTitle')} width="max-w-lg" onClose={onClose}>
      <p>
        {t('comparedRows', { count: total })}
        <span className="block text-muted text-small">{t('compared')}</span>
      </p>
      {survey.surveyed < survey.total && (
        <p role="status" className="text-fn text-small">
          {t('partlySurveyed', survey)}
        </p>
      )}
      <FormatChoice value={format} onChange={setFormat} />
      <ExportLine
        state={state}
        why={total === 0 ? t('noRows') : undefined}
        onStart={() => void start(address, `${name}.${format}`)}
        onCancel={cancel}
      />
    </TitledDialog>
  );
}
