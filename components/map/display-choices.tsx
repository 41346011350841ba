'use client';

import { Ruler, Spline, SquareDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import { Toggle } from '@/components/kit/toggle';
import { CONTRASTS, type Display } from '@/lib/image/display';
import { useShown } from './display';
import { Option } from './display-option';

export interface ChoicesProps {
  display: Display;
  /** Whether any map can use a shared scale. */
  canShare: boolean;
  /** Formats a number from 0 to 100. */
  percent(value: number): string;
  /** Called while a slider moves, and when it is released. */
  onSlide(change: Partial<Display>): void;
  onSettle(change: Partial<Display>): void;
  onChange(change: Partial<Display>): void;
  /** Additional options. */
  children?: ReactNode;
}

/** The less frequent display options. */
export function DisplayChoices({ display, canShare, percent, onSlide, onSettle, onChange, children }: ChoicesProps) {
  const t = useTranslations('display');
  const hasRegions = useShown((store) => store.hasRegions);
  return (
    <>
      <div className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
        <span className="text-muted">{t('contrast')}</span>
        <Select
          label={t('contrast')}
          value={display.contrast}
          options={CONTRASTS.map((value) => ({ value, label: t(value) }))}
          onChange={(contrast) => onChange({ contrast })}
        />
        <span className="text-muted" aria-hidden>
          {t('top')}
        </span>
        <Slider
          label={t('top')}
          isLabelHidden
          width="w-40"
          min={1}
          value={display.top}
          format={percent}
          onChange={(top) => onSlide({ top })}
          onChangeEnd={(top) => onSettle({ top })}
        />
      </div>
      <Option help={t('contoursHelp')}>
        <Toggle
          isOn={display.contours}
          icon={<Spline size={14} aria-hidden />}
          label={t('contours')}
          onChange={(contours) => onChange({ contours })}
        />
      </Option>
      <Option help={t(canShare ? 'sharedHelp' : 'sharedNone')}>
        <Toggle
          isOn={display.scale === 'shared'}
          isDisabled={!canShare}
          icon={<Ruler size={14} aria-hidden />}
          label={t('shared')}
          onChange={(isOn) => onChange({ scale: isOn ? 'shared' : 'own' })}
        />
      </Option>
      {hasRegions && (
        <Option help={t('regionsHelp')}>
          <Toggle
            isOn={display.regions}
            icon={<SquareDashed size={14} aria-hidden />}
            label={t('regions')}
            onChange={(regions) => onChange({ regions })}
          />
        </Option>
      )}
      {children}
    </>
  );
}
