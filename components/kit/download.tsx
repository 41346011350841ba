'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { useCommand } from './commands';
import { type CsvCell, csvOf } from './csv';
import { fileName, save } from './save';
import { useToast } from './toast';

type Rows = readonly (readonly CsvCell[])[];

interface Props {
  /** The base name of the file, without extension. */
  name: string;
  /** What the button says, if not all of the table is on the page. */
  title?: string;
  /** Called when the button is pressed. A rejection is shown. */
  rows(): Rows | Promise<Rows>;
}

const KEYWORDS = ['csv', 'download', 'export', 'table', '下载', '导出', '表格'];

/** Downloads a table as comma-separated values. */
export function DownloadCsv({ name, title, rows }: Props) {
  const t = useTranslations('app');
  const toast = useToast();
  const [isPending, setPending] = useState(false);
  const download = async () => {
    setPending(true);
    try {
      save(new Blob([csvOf(await rows())], { type: 'text/csv;charset=utf-8' }), `${fileName(name)}.csv`);
    } catch (error) {
      toast(t('downloadFailed', { why: error instanceof Error ? error.message : String(error) }));
    } finally {
      setPending(false);
    }
  };
  useCommand(t('downloadCsvOf', { name }), download, KEYWORDS);
  return (
    <Button isSquare look="ghost" isDisabled={isPending} title={title ?? t('downloadCsv')} onPress={download}>
      <Download size={14} aria-hidden />
    </Button>
  );
}
