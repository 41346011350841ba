'use client';

import { Label } from 'react-aria-components/Label';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { useTranslations } from 'use-intl';
import { nearestThreshold, THRESHOLD_STEPS } from '@/lib/api/threshold';

interface Props {
  value: number;
  /** The recorded threshold, a tick on the rail. */
  recorded: number;
  /** Samples in which FP may be missing, at each threshold; undefined until they are known. */
  openSamples: readonly number[] | undefined;
  takesFocus: boolean;
  onChange(value: number): void;
}

/** The slider of the live threshold. Where counts are lower bounds, its rail is broken. */
export function ThresholdSlider({ value, recorded, openSamples, takesFocus, onChange }: Props) {
  const t = useTranslations('threshold');
  const firstExact = openSamples ? openSamples.findLastIndex((samples) => samples > 0) + 1 : 0;
  const percent = (share: number) => `${100 * share}%`;
  return (
    <Slider
      value={value}
      minValue={0}
      maxValue={1}
      step={1 / THRESHOLD_STEPS}
      onChange={(next) => onChange(nearestThreshold(Number(next)))}
      className="flex min-w-40 flex-1 items-center gap-3"
    >
      <Label className="whitespace-nowrap text-muted">{t('label')}</Label>
      <SliderTrack className="relative flex h-7 flex-1 items-center">
        <div className="absolute inset-x-0 h-[3px] rounded-full bg-track" />
        <div className="absolute right-0 h-[3px] rounded-full bg-accent" style={{ left: percent(value) }} />
        {firstExact > 0 && (
          <div
            data-open
            title={t('openRail')}
            className="absolute left-0 h-[3px] bg-[repeating-linear-gradient(90deg,transparent_0_3px,var(--color-panel)_3px_6px)]"
            style={{ width: percent(firstExact / THRESHOLD_STEPS) }}
          />
        )}
        <div aria-hidden className="absolute h-3.5 w-px bg-ink" style={{ left: percent(recorded) }} />
        <SliderThumb
          autoFocus={takesFocus}
          className="top-1/2 size-3.5 rounded-full border-[1.5px] border-accent bg-panel outline-none after:absolute after:-inset-[7px] data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent"
        />
      </SliderTrack>
    </Slider>
  );
}
