'use client';

import { Pin } from 'lucide-react';
import type { CSSProperties, KeyboardEvent, MouseEvent, PointerEvent } from 'react';
import { useTranslations } from 'use-intl';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { SharedScale, SignedMark } from '@/components/map/legend';

interface Props {
  explainer: number;
  name: string;
  /** Its position, and whether it is sticky, like its maps. */
  style: CSSProperties;
  isPinned: boolean;
  isDragged: boolean;
  /** The side on which the dragged column would be inserted. */
  drop: 'before' | 'after' | null;
  onPointerDown(event: PointerEvent): void;
  onOpen(event: MouseEvent<HTMLElement>): void;
  onMove(step: -1 | 1): void;
  onPin(): void;
}

/** The heading of a column: the name of its explainer, with which the column can be moved and pinned. */
export function ColumnHeading(props: Props) {
  const { explainer, name, style, isPinned, isDragged, drop, onPointerDown, onOpen, onMove, onPin } = props;
  const t = useTranslations('columns');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.shiftKey && event.key === 'ArrowLeft') onMove(-1);
    else if (event.shiftKey && event.key === 'ArrowRight') onMove(1);
    else if (event.key === 'p') onPin();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      data-column={explainer}
      style={style}
      className={`relative flex min-w-0 flex-col justify-center pr-[var(--gap)] ${style.position === 'sticky' ? 'z-[1] bg-page' : ''}`}
    >
      {drop && (
        <span
          aria-hidden
          className={`absolute inset-y-1 w-0.5 bg-accent ${drop === 'before' ? '-left-1' : 'right-[calc(var(--gap)-0.25rem)]'}`}
        />
      )}
      <button
        type="button"
        aria-haspopup="menu"
        aria-keyshortcuts="Shift+ArrowLeft Shift+ArrowRight P"
        title={isDragged ? undefined : `${name}\n${t('hint')}`}
        onPointerDown={onPointerDown}
        onClick={onOpen}
        onKeyDown={onKeyDown}
        className={`flex h-6 w-full min-w-0 select-none items-center gap-1 rounded text-left font-semibold hover:bg-well ${isDragged ? 'cursor-grabbing opacity-50' : ''}`}
      >
        {isPinned && <Pin size={11} aria-hidden className="shrink-0 fill-current text-muted" />}
        <MiddleEllipsis text={name} />
        <SignedMark explainer={explainer} />
        {isPinned && <span className="sr-only">{t('pinned')}</span>}
      </button>
      <SharedScale explainer={explainer} />
    </div>
  );
}
