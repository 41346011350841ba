'use client';

import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Slider } from '@/components/kit/slider';
import { parsePercent } from './weights';

interface Props {
  metric: string;
  /** 0–1. */
  weight: number;
  isDisabled: boolean;
  /** Called while the slider is moved. */
  onSlide(weight: number): void;
  /** Called when the slider is released, or a number was entered. */
  onSet(weight: number): void;
}

const SHOWN = { maximumFractionDigits: 2 };

/** The weight of a metric: a slider, and a field for the exact percentage; only the field in a narrow window. */
export function WeightField({ metric, weight, isDisabled, onSlide, onSet }: Props) {
  const t = useTranslations('evaluation');
  const format = useFormatter();
  const [typed, setTyped] = useState<string | null>(null);
  const parsed = typed === null ? null : parsePercent(typed);
  const percent = format.number(100 * weight, SHOWN);
  const finish = () => {
    if (parsed !== null && typed !== percent) onSet(parsed);
    setTyped(null);
  };
  return (
    <div className="flex items-center gap-x-3">
      <span className="flex max-wide:hidden">
        <Slider
          label={t('weightOf', { metric })}
          isLabelHidden
          width="w-24"
          isDisabled={isDisabled}
          value={100 * weight}
          onChange={(value) => onSlide(value / 100)}
          onChangeEnd={(value) => onSet(value / 100)}
        />
      </span>
      <span className="flex items-center gap-0.5 whitespace-nowrap">
        <input
          inputMode="decimal"
          aria-label={t('weightOfPercent', { metric })}
          aria-invalid={typed !== null && parsed === null}
          title={`${Number((100 * weight).toPrecision(12))} %`}
          value={typed ?? percent}
          disabled={isDisabled}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={finish}
          onKeyDown={(event) => {
            if (event.key === 'Enter') finish();
            if (event.key === 'Escape') setTyped(null);
          }}
          className="h-7 w-14 max-wide:w-10 max-wide:px-0 rounded-md border border-transparent bg-transparent px-1 text-right hover:border-line focus:border-line focus:bg-panel disabled:text-muted aria-invalid:border-bad"
        />
        %
      </span>
    </div>
  );
}
