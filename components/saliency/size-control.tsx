'use client';

import { MoveHorizontal } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Slider } from '@/components/kit/slider';
import { Toggle } from '@/components/kit/toggle';
import type { SaliencyState } from '@/lib/api/search-params';
import { fittingPixels, isFitted, pixelsOf, SIZES, type Sized } from './sizes';

interface Props {
  state: Sized;
  /** Number of explainers shown side by side. */
  explainers: number;
  /** Called while the size is being changed, pixels. */
  onResize(pixels: number): void;
  onChange(px: SaliencyState['px']): void;
}

/** The width of maps: a number of pixels, or in rows "fit". */
export function SizeControl({ state, explainers, onResize, onChange }: Props) {
  const t = useTranslations('display');
  const [sliding, setSliding] = useState<number | null>(null);
  const width = useWindowWidth();
  const { layout, px } = state;
  const { min, max } = SIZES[layout];
  const isFit = layout === 'rows' && isFitted(px, width, explainers);
  const fitting = Math.round(Math.min(max, Math.max(min, fittingPixels(width, explainers))));
  return (
    <>
      <Slider
        label={t('size')}
        min={min}
        max={max}
        value={sliding ?? (isFit ? fitting : pixelsOf(state))}
        onChange={(pixels) => {
          setSliding(pixels);
          onResize(pixels);
        }}
        onChangeEnd={(pixels) => {
          setSliding(null);
          onChange(pixels);
        }}
      />
      {layout === 'rows' && (
        <Toggle
          isOn={isFit}
          icon={<MoveHorizontal size={14} aria-hidden />}
          label={t('fit')}
          title={t('fitHelp')}
          onChange={(isOn) => onChange(isOn ? 'fit' : pixelsOf({ layout, px: null }))}
        />
      )}
    </>
  );
}

/** Width of the window without its scroll bar, pixels; on the server a typical one. */
function useWindowWidth(): number {
  return useSyncExternalStore(
    (onChange) => {
      window.addEventListener('resize', onChange);
      return () => window.removeEventListener('resize', onChange);
    },
    () => document.documentElement.clientWidth,
    () => 1440,
  );
}
