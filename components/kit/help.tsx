'use client';

import { CircleQuestionMark } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import { useMessages, useTranslations } from 'use-intl';
import { Button } from './button';
import type { HelpTopic } from './help-topic';

/** Loaded when it is first opened. */
const HelpPopover = dynamic(() => import('./help-popover').then(({ HelpPopover }) => HelpPopover), { ssr: false });

interface Props {
  topic: HelpTopic | readonly HelpTopic[];
  /** What several topics are about; by default the whole view. */
  about?: string;
}

/** A question mark that opens the explanation of one or more terms, with sources. */
export function Help({ topic, about }: Props) {
  const t = useTranslations('app');
  const { help } = useMessages();
  const place = useRef<HTMLSpanElement>(null);
  const [isOpen, setOpen] = useState(false);
  const title = about ?? (typeof topic === 'string' ? help[topic].title : null);
  const label = title === null ? t('helpView') : t('help', { title });
  return (
    <span ref={place} className="inline-flex">
      <Button
        look="ghost"
        isSquare
        className="size-6 text-muted"
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onPress={() => setOpen(true)}
      >
        <CircleQuestionMark size={13} aria-hidden />
      </Button>
      {isOpen && (
        <HelpPopover
          label={label}
          topics={typeof topic === 'string' ? [topic] : topic}
          trigger={place}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}
