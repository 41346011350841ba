'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { formatThreshold, nearestThreshold, parseThreshold, THRESHOLD_STEPS } from '@/lib/api/threshold';

interface Props {
  value: number;
  onChange(value: number): void;
}

/** The threshold as a number to type. A valid number applies at once; another one is marked and has no effect. */
export function ThresholdField({ value, onChange }: Props) {
  const t = useTranslations('threshold');
  /** What is being typed; null if nothing is. */
  const [text, setText] = useState<string | null>(null);
  const isValid = text === null || parseThreshold(text) !== null;
  const step = (by: number) => {
    setText(null);
    onChange(nearestThreshold(value + by / THRESHOLD_STEPS));
  };
  return (
    <input
      inputMode="decimal"
      aria-label={t('field')}
      aria-invalid={!isValid}
      title={isValid ? undefined : t('invalid')}
      value={text ?? formatThreshold(value)}
      onChange={(event) => {
        const typed = event.target.value.trim();
        setText(typed);
        const parsed = parseThreshold(typed);
        if (parsed !== null) onChange(parsed);
      }}
      onBlur={() => setText(null)}
      onKeyDown={({ key, ...event }) => {
        if (key === 'ArrowUp' || key === 'ArrowDown') {
          event.preventDefault();
          step(key === 'ArrowUp' ? 1 : -1);
        } else if (key === 'Enter' || key === 'Escape') setText(null);
      }}
      className={`h-7 w-16 shrink-0 rounded-md border bg-panel px-2 text-right ${isValid ? 'border-line' : 'border-bad'}`}
    />
  );
}
