'use client';

import { Download } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useCommand } from '@/components/kit/commands';
import type { ComparedTableProps } from './compared-dialog';

const ComparedDialog = dynamic(() => import('./compared-dialog').then(({ ComparedDialog }) => ComparedDialog), {
  ssr: false,
});

const KEYWORDS = ['csv', 'parquet', 'download', 'export', 'table', '下载', '导出', '表格'];

/** A button that exports the compared samples that match. */
export function ExportCompared(props: Omit<ComparedTableProps, 'onClose'>) {
  const t = useTranslations('tables');
  const [isOpen, setOpen] = useState(false);
  const open = () => setOpen(true);
  useCommand(t('comparedTitle'), open, KEYWORDS);
  return (
    <>
      <Button
        isSquare
        look="ghost"
        title={t('comparedTitle')}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPress={open}
      >
        <Download size={14} aria-hidden />
      </Button>
      {isOpen && <ComparedDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
