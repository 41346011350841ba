'use client';

import { Keyboard, Search } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useParams, usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useKeys } from '@/components/kit/keys';
import type { OtherName } from './other-dialog';
import { rememberSample, sampleAt } from './recent-samples';

const Palette = dynamic(() => import('./palette').then(({ Palette }) => Palette));
const OtherDialog = dynamic(() => import('./other-dialog').then(({ OtherDialog }) => OtherDialog));

/** The buttons of the palette (also Ctrl or ⌘ and K) and of the list of shortcuts (also ?). */
export function Jump() {
  const t = useTranslations('palette');
  const { key } = useParams<{ key?: string }>();
  const [open, setOpen] = useState<'palette' | OtherName | null>(null);
  useRememberedSample();
  const openKeys = () => setOpen('keys');
  useKeys({ '?': openKeys });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      event.preventDefault();
      setOpen((old) => (old === 'palette' ? null : 'palette'));
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <>
      <Button
        className="text-muted max-[75rem]:border-transparent max-[75rem]:px-1.5"
        onPress={() => setOpen('palette')}
      >
        <Search size={14} aria-hidden />
        <span className="max-[75rem]:sr-only">{t('button')}</span>
        <kbd className="font-sans text-small max-[75rem]:hidden" aria-hidden>
          Ctrl K
        </kbd>
      </Button>
      <span className="max-[75rem]:hidden">
        <Button look="ghost" isSquare title={t('keys')} onPress={openKeys}>
          <Keyboard size={15} aria-hidden />
        </Button>
      </span>
      {open === 'palette' && <Palette jobKey={key} onOther={setOpen} onClose={() => setOpen(null)} />}
      {open !== null && open !== 'palette' && <OtherDialog name={open} jobKey={key} onClose={() => setOpen(null)} />}
    </>
  );
}

/** Adds the displayed sample to the recent ones. */
function useRememberedSample(): void {
  const path = usePathname();
  const stage = useSearchParams().get('stage');
  useEffect(() => {
    const sample = sampleAt(path, stage);
    if (sample) rememberSample(sample);
  }, [path, stage]);
}
