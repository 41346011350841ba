'use client';

import { ImageDown } from 'lucide-react';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useCommand } from '@/components/kit/commands';
import type { FigureFormat } from './drawing';

/** What is wanted of a figure: a choice of formats, or a file at once. */
export interface WantedFigure {
  wanted: 'menu' | FigureFormat;
  /** The button of the menu. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

interface Props {
  title: string;
  /** What saves the figure; it is loaded when it is wanted. */
  children(wanted: WantedFigure): ReactNode;
}

const KEYWORDS = [
  'download',
  'export',
  'save',
  'png',
  'svg',
  'image',
  'figure',
  '下载',
  '导出',
  '保存',
  '图片',
  '插图',
];

/** Saves what the view shows as a figure, as PNG or SVG. */
export function FigureButton({ title, children }: Props) {
  const t = useTranslations('saliency');
  const trigger = useRef<HTMLSpanElement>(null);
  const [wanted, setWanted] = useState<WantedFigure['wanted'] | null>(null);
  useCommand(t('figureAs', { what: title, format: 'PNG' }), () => setWanted('png'), KEYWORDS);
  useCommand(t('figureAs', { what: title, format: 'SVG' }), () => setWanted('svg'), KEYWORDS);
  return (
    <span ref={trigger} className="inline-flex">
      <Button isSquare look="ghost" title={title} aria-haspopup="menu" onPress={() => setWanted('menu')}>
        <ImageDown size={14} aria-hidden />
      </Button>
      {wanted !== null && children({ wanted, trigger, onClose: () => setWanted(null) })}
    </span>
  );
}
