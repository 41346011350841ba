'use client';

import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { useTranslations } from 'use-intl';
import { Popover } from '@/components/kit/popover';
import type { Display } from '@/lib/image/display';
import { legendWords, type Shown } from './legend-words';

interface Props {
  label: string;
  display: Display;
  shown: Shown;
  /** The element next to which it is placed. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** The whole legend, one sentence per line. */
export function LegendDetails({ label, display, shown, trigger, onClose }: Props) {
  const t = useTranslations('display');
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="top start"
      className="w-[min(30rem,calc(100vw-2rem))]"
    >
      <Dialog aria-label={label} className="p-4 outline-none">
        <h2 className="mb-2 font-semibold">{label}</h2>
        <ul className="flex list-disc flex-col gap-1.5 pl-4 text-small marker:text-faint">
          {legendWords(t, display, shown).map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </Dialog>
    </Popover>
  );
}
