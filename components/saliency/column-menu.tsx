'use client';

import type { RefObject } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Popover } from '@/components/kit/popover';

interface Props {
  /** Name of the explainer. */
  name: string;
  /** The heading of the column. */
  trigger: RefObject<HTMLElement | null>;
  isPinned: boolean;
  /** Omitted if the column is the first or the last one of its kind. */
  onMoveLeft?(): void;
  onMoveRight?(): void;
  onPin(): void;
  /** Omitted if columns cannot be hidden. */
  onHide?(): void;
  onClose(): void;
}

/** The menu of a column of maps. */
export function ColumnMenu({ name, trigger, isPinned, onMoveLeft, onMoveRight, onPin, onHide, onClose }: Props) {
  const t = useTranslations('columns');
  return (
    <Popover
      aria-label={name}
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      className="max-w-72 p-1"
    >
      <p className="border-line border-b px-2 pt-1 pb-1.5 font-semibold text-small [overflow-wrap:anywhere]">
        <bdi>{name}</bdi>
      </p>
      <Menu aria-label={t('menu', { name })} autoFocus="first" onClose={onClose} className="pt-1 outline-none">
        {onMoveLeft && <Item text={t('moveLeft')} keys="Shift ←" onAction={onMoveLeft} />}
        {onMoveRight && <Item text={t('moveRight')} keys="Shift →" onAction={onMoveRight} />}
        <Item text={t(isPinned ? 'unpin' : 'pin')} keys="p" onAction={onPin} />
        {onHide && <Item text={t('hide')} onAction={onHide} />}
      </Menu>
    </Popover>
  );
}

function Item({ text, keys, onAction }: { text: string; keys?: string; onAction(): void }) {
  return (
    <MenuItem
      textValue={text}
      onAction={onAction}
      className="flex min-h-7 cursor-default items-center justify-between gap-6 rounded px-2 outline-none data-[focused]:bg-accent-tint"
    >
      <span>{text}</span>
      {keys && (
        <kbd aria-hidden className="font-sans text-muted text-small">
          {keys}
        </kbd>
      )}
    </MenuItem>
  );
}
