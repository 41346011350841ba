'use client';

import { ChevronDown, Ruler, SlidersHorizontal, Spline } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Popover } from '@/components/kit/popover';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import { Toggle } from '@/components/kit/toggle';
import { CONTRASTS, type Display } from '@/lib/image/display';
import { useKinds } from './display';
import { isRanged } from './shown-maps';

interface Props {
  display: Display;
  /** Formats a number from 0 to 100. */
  percent(value: number): string;
  /** Called while a slider moves, and when it is released. */
  onSlide(change: Partial<Display>): void;
  onSettle(change: Partial<Display>): void;
  onChange(change: Partial<Display>): void;
  /** Additional options. */
  children?: ReactNode;
}

/** A button that opens the less frequent display options; their current values are shown before it if there is room. */
export function DisplayOptions({ display, percent, onSlide, onSettle, onChange, children }: Props) {
  const t = useTranslations('display');
  const canShare = isRanged(useKinds());
  const isShared = canShare && display.scale === 'shared';
  const summary = [
    t(display.contrast),
    t('topShort', { share: percent(display.top) }),
    display.contours && t('contours'),
    isShared && t('shared'),
  ];
  return (
    <>
      <span className="min-w-0 truncate whitespace-nowrap border-line border-l pl-4 text-muted text-small max-[80rem]:hidden">
        {summary.filter(Boolean).join(' · ')}
      </span>
      <DialogTrigger>
        <Button>
          <SlidersHorizontal size={14} aria-hidden />
          {t('label')}
          <ChevronDown size={13} aria-hidden className="text-muted" />
        </Button>
        <Popover placement="bottom start" className="max-h-[80vh] w-[min(22rem,calc(100vw-2rem))] overflow-y-auto">
          <Dialog aria-label={t('options')} className="flex flex-col items-start gap-3 p-3.5 outline-none">
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
            {children}
          </Dialog>
        </Popover>
      </DialogTrigger>
    </>
  );
}

/** A toggle with an explanation. */
export function Option({ help, children }: { help: string; children: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-1">
      {children}
      <p className="text-muted text-small">{help}</p>
    </div>
  );
}
