'use client';

import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { usePercent } from '@/components/kit/format';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import { COLOUR_MAPS, DIVERGING_MAPS, type Display, type DivergingMap, SIGNS } from '@/lib/image/display';
import { useDisplayStore, useKinds } from './display';
import { DisplayOptions } from './display-options';
import { gradientOf, rampOf } from './scale-marks';

interface Props {
  display: Display;
  /** Called when a control is released. */
  onChange(change: Partial<Display>): void;
  /** Additional options for the popover. */
  children?: ReactNode;
}

/** All values in either diverging colour map, or the values of one sign, or the magnitude. */
const SIGN_OPTIONS = [...DIVERGING_MAPS, ...SIGNS.filter((sign) => sign !== 'all')];

function isDivergingMap(option: (typeof SIGN_OPTIONS)[number]): option is DivergingMap {
  return DIVERGING_MAPS.some((map) => map === option);
}

/** The display controls of maps: opacity and colours in the bar, the rest in a popover. Maps follow a slider at once. */
export function MapControls({ display, onChange, children }: Props) {
  const t = useTranslations('display');
  const share = usePercent();
  const store = useDisplayStore();
  const kinds = useKinds();
  const [sliding, setSliding] = useState<Partial<Display>>({});
  const percent = (value: number) => share(value / 100);
  const slide = (change: Partial<Display>) => {
    setSliding(change);
    store.set(change);
  };
  const settle = (change: Partial<Display>) => {
    setSliding({});
    onChange(change);
  };
  const usesColour = !kinds.signed || kinds.unsigned || kinds.unknown || display.sign !== 'all';
  return (
    <>
      <Slider
        label={t('blend')}
        value={sliding.blend ?? display.blend}
        format={percent}
        onChange={(blend) => slide({ blend })}
        onChangeEnd={(blend) => settle({ blend })}
      />
      {kinds.signed && (
        <Labelled label={t('sign')}>
          {display.sign === 'all' && <Swatch ramp={rampOf(display, true)} />}
          <Select
            label={t('sign')}
            value={display.sign === 'all' ? display.diverging : display.sign}
            options={SIGN_OPTIONS.map((value) => ({ value, label: t(value) }))}
            onChange={(value) => onChange(isDivergingMap(value) ? { sign: 'all', diverging: value } : { sign: value })}
          />
        </Labelled>
      )}
      {usesColour && (
        <Labelled label={t('colour')}>
          <Swatch ramp={rampOf(display, false)} />
          <Select
            label={t('colour')}
            value={display.colour}
            options={COLOUR_MAPS.map((value) => ({ value, label: t(value) }))}
            onChange={(colour) => onChange({ colour })}
          />
        </Labelled>
      )}
      <DisplayOptions
        display={{ ...display, ...sliding }}
        percent={percent}
        onSlide={slide}
        onSettle={settle}
        onChange={onChange}
      >
        {children}
      </DisplayOptions>
    </>
  );
}

/** A control with its label before it if there is room. */
function Labelled({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex shrink-0 items-center gap-2">
      <span className="text-muted max-[80rem]:hidden">{label}</span>
      {children}
    </div>
  );
}

/** A small preview of a colour map. */
function Swatch({ ramp }: { ramp: readonly string[] }) {
  return (
    <span
      aria-hidden
      className="h-3 w-6 shrink-0 rounded-sm max-[80rem]:hidden"
      style={{ background: gradientOf(ramp) }}
    />
  );
}
