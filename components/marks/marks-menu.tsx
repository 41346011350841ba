'use client';

import { Tag } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { MarksMenuProps } from './marks-menu-list';

const loadList = () => import('./marks-menu-list').then(({ MarksMenuList }) => MarksMenuList);
const MarksMenuList = dynamic(loadList, { ssr: false });

/** The filter by marks and notes, and marking of all samples that match. */
export function MarksMenu(props: MarksMenuProps) {
  const t = useTranslations('marks');
  const format = useFormatter();
  const place = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const count = props.state.marks.length + (props.state.notes ? 1 : 0);
  return (
    <span ref={place} className="inline-flex shrink-0">
      <Button
        look="ghost"
        className={count > 0 ? 'text-accent' : 'text-muted'}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onHoverStart={() => void loadList()}
        onFocus={() => void loadList()}
        onPress={() => setOpen(true)}
      >
        <Tag size={13} aria-hidden />
        <span className="max-[80rem]:sr-only">{t('title')}</span>
        {count > 0 && <span>{format.number(count)}</span>}
      </Button>
      {isOpen && <MarksMenuList {...props} trigger={place} onClose={() => setOpen(false)} />}
    </span>
  );
}
