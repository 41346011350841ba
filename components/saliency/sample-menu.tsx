'use client';

import { Ellipsis } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { SampleMenuProps } from './sample-menu-list';

const loadList = () => import('./sample-menu-list').then(({ SampleMenuList }) => SampleMenuList);

/** Loaded when the button is hovered or focused, so that it is ready when it is clicked. */
const SampleMenuList = dynamic(loadList, { ssr: false });

/** The menu button of a sample. */
export function SampleMenu(props: SampleMenuProps) {
  const t = useTranslations('saliency');
  const place = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  return (
    <span ref={place} className="inline-flex">
      <Button
        look="ghost"
        isSquare
        className="text-muted"
        aria-label={t('more', { id: props.sample.id })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onHoverStart={() => void loadList()}
        onFocus={() => void loadList()}
        onPress={() => setOpen(true)}
      >
        <Ellipsis size={14} aria-hidden />
      </Button>
      {isOpen && <SampleMenuList {...props} trigger={place} onClose={() => setOpen(false)} />}
    </span>
  );
}
