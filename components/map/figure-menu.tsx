'use client';

import { useEffect, useRef } from 'react';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Popover } from '@/components/kit/popover';
import type { FigureFormat } from './drawing';
import type { WantedFigure } from './figure-button';

const ITEM = 'cursor-default rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint';
const FORMATS = ['png', 'svg'] as const;

interface Props extends WantedFigure {
  title: string;
  onSave(format: FigureFormat): void;
}

/** The formats of a figure to choose from; saves it at once if one is wanted already. */
export function FigureMenu({ wanted, trigger, title, onSave, onClose }: Props) {
  const t = useTranslations('saliency');
  const latest = useRef({ onSave, onClose });
  useEffect(() => {
    latest.current = { onSave, onClose };
  });
  useEffect(() => {
    if (wanted === 'menu') return;
    latest.current.onSave(wanted);
    latest.current.onClose();
  }, [wanted]);
  if (wanted !== 'menu') return null;
  return (
    <Popover
      aria-label={title}
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom end"
      className="p-1"
    >
      <Menu aria-label={title} autoFocus="first" onClose={onClose} className="outline-none">
        {FORMATS.map((format) => (
          <MenuItem
            key={format}
            textValue={format.toUpperCase()}
            onAction={() => onSave(format)}
            className={`${ITEM} flex items-baseline gap-3`}
          >
            {format.toUpperCase()}
            <span className="text-muted text-small">{t(`figureHelp.${format}`)}</span>
          </MenuItem>
        ))}
      </Menu>
    </Popover>
  );
}
