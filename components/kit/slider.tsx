'use client';

import { Label } from 'react-aria-components/Label';
import { Slider as AriaSlider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';

interface Props {
  label: string;
  /** From 0 to 100. */
  value: number;
  onChange(value: number): void;
  /** When the thumb is let go. */
  onChangeEnd(value: number): void;
}

/** A share in percent, chosen by sliding. */
export function Slider({ label, value, onChange, onChangeEnd }: Props) {
  return (
    <AriaSlider
      value={value}
      onChange={(next) => onChange(Number(next))}
      onChangeEnd={(next) => onChangeEnd(Number(next))}
      className="inline-flex items-center gap-2.5"
    >
      <Label className="whitespace-nowrap text-muted">{label}</Label>
      <SliderTrack className="relative flex h-7 w-24 items-center">
        {({ state }) => (
          <>
            <div className="absolute inset-x-0 h-[3px] rounded-full bg-track" />
            <div
              className="absolute left-0 h-[3px] rounded-full bg-accent"
              style={{ width: `${state.getThumbPercent(0) * 100}%` }}
            />
            <SliderThumb className="top-1/2 size-3.5 rounded-full border-[1.5px] border-accent bg-panel outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent" />
          </>
        )}
      </SliderTrack>
    </AriaSlider>
  );
}
