'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { useCommand } from './commands';
import { type CsvCell, csvOf } from './csv';
import { fileName, save } from './save';

interface Props {
  /** The base name of the file, without extension. */
  name: string;
  /** Called when the button is pressed. */
  rows(): readonly (readonly CsvCell[])[];
}

const KEYWORDS = ['csv', 'download', 'export', 'table', '下载', '导出', '表格'];

/** Downloads a table as comma-separated values. */
export function DownloadCsv({ name, rows }: Props) {
  const t = useTranslations('app');
  const download = () => save(new Blob([csvOf(rows())], { type: 'text/csv;charset=utf-8' }), `${fileName(name)}.csv`);
  useCommand(t('downloadCsvOf', { name }), download, KEYWORDS);
  return (
    <Button isSquare look="ghost" title={t('downloadCsv')} onPress={download}>
      <Download size={14} aria-hidden />
    </Button>
  );
}
