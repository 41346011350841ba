'use client';

import { X } from 'lucide-react';
import { useState } from 'react';
import { Label } from 'react-aria-components/Label';
import { Slider, SliderThumb, SliderTrack } from 'react-aria-components/Slider';
import { useTranslations } from 'use-intl';
import { Button } from './button';

export type Range = readonly [min: number, max: number];

interface Props {
  label: string;
  /** Labels of the thumbs: minimum and maximum. */
  thumbs: readonly [string, string];
  min: number;
  max: number;
  /** Counts of the bins, from the lowest values to the highest. */
  bins: readonly number[];
  /** Null if the range is not filtered. */
  range: Range | null;
  /** Number of steps from the minimum to the maximum. */
  steps?: number;
  /** The range in words, if it is not what `format` says of its ends. */
  text?: string | null;
  /** Width of the histogram: fixed, or what the container leaves. */
  track?: 'fixed' | 'grow';
  /** Class of the container. */
  className?: string;
  format(value: number): string;
  onChange(range: Range | null): void;
}

const STEPS = 100;

/** Classes of the container, of the label and of the histogram. */
const TRACK = {
  fixed: ['inline-flex shrink-0', '', 'w-28'],
  grow: ['flex', 'w-22 shrink-0', 'min-w-28 flex-1'],
};

/** Selects a range of values with a small histogram. */
export function RangeBrush({
  label,
  thumbs,
  min,
  max,
  bins,
  range,
  steps = STEPS,
  text = null,
  track = 'fixed',
  className = '',
  format,
  onChange,
}: Props) {
  const t = useTranslations('filter');
  const [moving, setMoving] = useState<Range | null>(null);
  const [low, high] = moving ?? range ?? [min, max];
  const isWhole = low <= min && high >= max;
  const step = (max - min) / steps;
  const [place, labelWidth, width] = TRACK[track];
  const rounded = (value: number) => Number(value.toPrecision(4));
  return (
    <Slider
      value={[low, high]}
      minValue={min}
      maxValue={max}
      step={step}
      isDisabled={max <= min}
      onChange={([from, to]) => setMoving([from, to])}
      onChangeEnd={([from, to]) => {
        setMoving(null);
        onChange(from <= min && to >= max ? null : [rounded(from), rounded(to)]);
      }}
      className={`relative items-center gap-2 ${className === '' ? place : `shrink-0 ${className}`}`}
    >
      <Label className={`whitespace-nowrap text-muted ${labelWidth}`}>{label}</Label>
      <SliderTrack className={`relative h-7 ${width}`}>
        {({ state }) => (
          <>
            <Bars bins={bins} from={state.getThumbPercent(0)} to={state.getThumbPercent(1)} />
            {thumbs.map((thumb, index) => (
              <SliderThumb
                key={thumb}
                index={index}
                aria-label={thumb}
                className="top-1/2 h-7 w-[7px] cursor-ew-resize rounded-[3px] border border-accent bg-panel outline-none after:absolute after:-inset-x-2 after:inset-y-0 data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent data-[disabled]:border-line"
              />
            ))}
          </>
        )}
      </SliderTrack>
      {!isWhole && (
        <span className="inline-flex h-7 items-center whitespace-nowrap text-accent">
          {moving === null && text !== null ? text : `${format(low)}–${format(high)}`}
          <Button
            look="ghost"
            isSquare
            className="size-6"
            title={t('clearRange', { label })}
            onPress={() => onChange(null)}
          >
            <X size={13} aria-hidden />
          </Button>
        </span>
      )}
    </Slider>
  );
}

/** Square roots of the counts, so that small counts remain visible next to very large ones. */
function Bars({ bins, from, to }: { bins: readonly number[]; from: number; to: number }) {
  const max = Math.sqrt(Math.max(1, ...bins));
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${Math.max(1, bins.length)} 1`}
      preserveAspectRatio="none"
      className="absolute inset-0 size-full border-line border-b"
    >
      {bins.map((count, index) => {
        const height = count === 0 ? 0 : Math.max(0.06, Math.sqrt(count) / max);
        const middle = (index + 0.5) / bins.length;
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is identified by its index
            key={index}
            x={index + 0.1}
            width={0.8}
            y={1 - height}
            height={height}
            className={middle >= from && middle <= to ? 'fill-accent' : 'fill-faint/50'}
          />
        );
      })}
    </svg>
  );
}
