'use client';

import { Ruler, Spline } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import { Toggle } from '@/components/kit/toggle';
import { COLOUR_MAPS, CONTRASTS, DIVERGING_MAPS, type Display, type DivergingMap, SIGNS } from '@/lib/image/display';
import { useDisplayStore, useKinds } from './display';
import { gradientOf, rampOf } from './scale-marks';
import { isRanged } from './shown-maps';

interface Props {
  display: Display;
  /** When a control has been let go. */
  onChange(change: Partial<Display>): void;
}

/** Both ways in either diverging colour map, or one of them, or the magnitude. */
const SIGN_OPTIONS = [...DIVERGING_MAPS, ...SIGNS.filter((sign) => sign !== 'all')];

function isDivergingMap(option: (typeof SIGN_OPTIONS)[number]): option is DivergingMap {
  return DIVERGING_MAPS.some((map) => map === option);
}

/** The controls that say how maps are shown. Maps follow a slider at once. */
export function MapControls({ display, onChange }: Props) {
  const t = useTranslations('display');
  const format = useFormatter();
  const store = useDisplayStore();
  const kinds = useKinds();
  const [sliding, setSliding] = useState<Partial<Display>>({});
  const percent = (value: number) => format.number(value / 100, { style: 'percent' });
  const slide = (change: Partial<Display>) => {
    setSliding(change);
    store.set(change);
  };
  const settle = (change: Partial<Display>) => {
    setSliding({});
    onChange(change);
  };
  return (
    <>
      <Slider
        label={t('blend')}
        value={sliding.blend ?? display.blend}
        format={percent}
        onChange={(blend) => slide({ blend })}
        onChangeEnd={(blend) => settle({ blend })}
      />
      <div className="flex items-center gap-2">
        <span className="text-muted">{t('colour')}</span>
        <Swatch ramp={rampOf(display, false)} />
        <Select
          label={t('colour')}
          value={display.colour}
          options={COLOUR_MAPS.map((value) => ({ value, label: t(value) }))}
          onChange={(colour) => onChange({ colour })}
        />
      </div>
      {kinds.signed && (
        <div className="flex items-center gap-2">
          <span className="text-muted">{t('sign')}</span>
          {display.sign === 'all' && <Swatch ramp={rampOf(display, true)} />}
          <Select
            label={t('sign')}
            value={display.sign === 'all' ? display.diverging : display.sign}
            options={SIGN_OPTIONS.map((value) => ({ value, label: t(value) }))}
            onChange={(value) => onChange(isDivergingMap(value) ? { sign: 'all', diverging: value } : { sign: value })}
          />
        </div>
      )}
      <div className="flex items-center gap-2">
        <span className="text-muted">{t('contrast')}</span>
        <Select
          label={t('contrast')}
          value={display.contrast}
          options={CONTRASTS.map((value) => ({ value, label: t(value) }))}
          onChange={(contrast) => onChange({ contrast })}
        />
      </div>
      <Slider
        label={t('top')}
        min={1}
        value={sliding.top ?? display.top}
        format={percent}
        onChange={(top) => slide({ top })}
        onChangeEnd={(top) => settle({ top })}
      />
      <Toggle
        isOn={display.contours}
        icon={<Spline size={14} aria-hidden />}
        label={t('contours')}
        title={t('contoursHelp')}
        onChange={(contours) => onChange({ contours })}
      />
      <Toggle
        isOn={display.scale === 'shared'}
        isDisabled={!isRanged(kinds)}
        icon={<Ruler size={14} aria-hidden />}
        label={t('shared')}
        title={t(isRanged(kinds) ? 'sharedHelp' : 'sharedNone')}
        onChange={(isShared) => onChange({ scale: isShared ? 'shared' : 'own' })}
      />
    </>
  );
}

/** The colours of a colour map, small. */
function Swatch({ ramp }: { ramp: readonly string[] }) {
  return <span aria-hidden className="h-3 w-6 shrink-0 rounded-sm" style={{ background: gradientOf(ramp) }} />;
}
