'use client';

import { Download } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { type CsvCell, csvOf } from './csv';

interface Props {
  /** Of what the file holds, without an ending. */
  name: string;
  /** Asked for when the button is pressed. */
  rows(): readonly (readonly CsvCell[])[];
}

/** Downloads a table as comma-separated values. */
export function DownloadCsv({ name, rows }: Props) {
  const t = useTranslations('app');
  return (
    <Button isSquare look="ghost" title={t('downloadCsv')} onPress={() => save(`${fileName(name)}.csv`, csvOf(rows()))}>
      <Download size={14} aria-hidden />
    </Button>
  );
}

/** A text without what file systems do not take in names. */
function fileName(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
