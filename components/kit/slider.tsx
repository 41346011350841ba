'use client';

import { Label } from 'react-aria-components/Label';
import { Slider as AriaSlider, SliderTrack } from 'react-aria-components/Slider';
import { SliderRail } from './slider-rail';

interface Props {
  label: string;
  /** Whether the label is only for screen readers. */
  isLabelHidden?: boolean;
  isDisabled?: boolean;
  /** Class of the width of the track. */
  width?: string;
  value: number;
  min?: number;
  max?: number;
  step?: number;
  /** Formats the value, which is shown after the slider. */
  format?(value: number): string;
  onChange(value: number): void;
  /** Called when the thumb is released. */
  onChangeEnd(value: number): void;
}

/** A slider for a number; 0 to 100 by default. */
export function Slider({ label, isLabelHidden = false, isDisabled, width = 'w-16', ...props }: Props) {
  const { value, min = 0, max = 100, step = 1, format, onChange, onChangeEnd } = props;
  return (
    <AriaSlider
      value={value}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={isDisabled}
      onChange={(next) => onChange(Number(next))}
      onChangeEnd={(next) => onChangeEnd(Number(next))}
      className="inline-flex shrink-0 items-center gap-2.5"
    >
      <Label className={isLabelHidden ? 'sr-only' : 'whitespace-nowrap text-muted'}>{label}</Label>
      <SliderTrack className={`relative flex h-7 items-center ${width}`}>
        {({ state }) => <SliderRail share={state.getThumbPercent(0)} />}
      </SliderTrack>
      {format && <span className="min-w-[4ch] text-right">{format(value)}</span>}
    </AriaSlider>
  );
}
