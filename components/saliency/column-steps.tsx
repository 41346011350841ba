import { ChevronLeft, ChevronRight } from 'lucide-react';
import type { CSSProperties } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { ColumnsInView } from './use-column-scroll';

interface Props {
  inView: ColumnsInView;
  /** Position of the left button: after the sticky columns. */
  left: { className: string } | { style: CSSProperties };
  onStep(direction: -1 | 1): void;
}

/** Buttons over the header of explainer columns that scroll to those outside the view. */
export function ColumnSteps({ inView, left, onStep }: Props) {
  const t = useTranslations('columns');
  const place = 'absolute top-1.5 z-[11] bg-page';
  return (
    <>
      {inView.isMoreLeft && (
        <span {...left} className={`${place} ${'className' in left ? left.className : ''}`}>
          <Button isSquare title={t('left')} onPress={() => onStep(-1)}>
            <ChevronLeft size={14} aria-hidden />
          </Button>
        </span>
      )}
      {inView.isMoreRight && (
        <span className={`${place} right-1`}>
          <Button isSquare title={t('right')} onPress={() => onStep(1)}>
            <ChevronRight size={14} aria-hidden />
          </Button>
        </span>
      )}
    </>
  );
}
