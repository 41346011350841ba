'use client';

import { Bookmark } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';

const Notebook = dynamic(() => import('./notebook').then(({ Notebook }) => Notebook), { ssr: false });

/** Opens the saved views, and on the pages of a job its note. */
export function NotebookButton() {
  const t = useTranslations('marks');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        isSquare
        look="ghost"
        className="text-muted"
        title={t('notebook')}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <Bookmark size={15} aria-hidden />
      </Button>
      {isOpen && <Notebook onClose={() => setOpen(false)} />}
    </>
  );
}
