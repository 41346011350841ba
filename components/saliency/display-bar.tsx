'use client';

import { LayoutGrid, Rows3, Scan, Spline } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { useFormatter, useTranslations } from 'use-intl';
import { Choice } from '@/components/kit/choice';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import { useDisplayStore } from '@/components/map/display';
import { gradientOf } from '@/components/map/legend';
import { displayOf, LAYOUTS, type SaliencyState } from '@/lib/api/search-params';
import { COLOUR_MAPS, CONTRASTS } from '@/lib/image/display';
import { pixelsOf, SIZES } from './sizes';

interface Props {
  state: SaliencyState;
  onChange(change: Partial<{ [K in keyof SaliencyState]: SaliencyState[K] | null }>): void;
  /** While the size is being changed, pixels. */
  onResize(pixels: number): void;
  /** Behind the controls. */
  children?: ReactNode;
}

/** The slim row of controls that say how maps are shown. Maps follow a slider at once; the address follows when it is let go. */
export function DisplayBar({ state, onChange, onResize, children }: Props) {
  const t = useTranslations('display');
  const format = useFormatter();
  const store = useDisplayStore();
  const display = displayOf(state);
  const [sliding, setSliding] = useState<{ blend?: number; top?: number; px?: number }>({});
  const { min, max } = SIZES[state.layout];
  const percent = (value: number) => format.number(value / 100, { style: 'percent' });
  const slide = (change: { blend?: number; top?: number }) => {
    setSliding(change);
    store.set(change);
  };
  const settle = (change: Parameters<typeof onChange>[0]) => {
    setSliding({});
    onChange(change);
  };
  return (
    <section
      aria-label={t('label')}
      className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-2.5 max-wide:flex-nowrap max-wide:overflow-x-auto max-wide:px-3"
    >
      <Choice
        label={t('layout')}
        value={state.layout}
        options={LAYOUTS.map((layout) => ({ value: layout, label: t(layout), icon: LAYOUT_ICONS[layout] }))}
        onChange={(layout) => onChange({ layout, px: null })}
      />
      <Slider
        label={t('size')}
        min={min}
        max={max}
        value={sliding.px ?? pixelsOf(state)}
        onChange={(px) => {
          setSliding({ px });
          onResize(px);
        }}
        onChangeEnd={(px) => settle({ px })}
      />
      <Slider
        label={t('blend')}
        value={sliding.blend ?? display.blend}
        format={percent}
        onChange={(blend) => slide({ blend })}
        onChangeEnd={(blend) => settle({ blend })}
      />
      <div className="flex items-center gap-2">
        <span className="text-muted">{t('colour')}</span>
        <span aria-hidden className="h-3 w-6 rounded-sm" style={{ background: gradientOf(display.colour) }} />
        <Select
          label={t('colour')}
          value={display.colour}
          options={COLOUR_MAPS.map((value) => ({ value, label: t(value) }))}
          onChange={(colour) => onChange({ colour })}
        />
      </div>
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
      {state.layout === 'rows' && (
        <Toggle
          isOn={state.together}
          icon={<Scan size={14} aria-hidden />}
          label={t('together')}
          title={t('togetherHelp')}
          onChange={(together) => onChange({ together })}
        />
      )}
      <div className="ml-auto flex items-center gap-1">{children}</div>
    </section>
  );
}

const LAYOUT_ICONS = { rows: <Rows3 size={14} aria-hidden />, wall: <LayoutGrid size={14} aria-hidden /> };

interface ToggleProps {
  isOn: boolean;
  icon: ReactNode;
  label: string;
  title: string;
  onChange(isOn: boolean): void;
}

function Toggle({ isOn, icon, label, title, onChange }: ToggleProps) {
  return (
    <span title={title} className="inline-flex">
      <ToggleButton
        isSelected={isOn}
        onChange={onChange}
        className="inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md border border-line bg-panel px-2.5 text-muted data-[selected]:border-accent/60 data-[selected]:bg-accent-tint data-[selected]:text-ink"
      >
        {icon}
        {label}
      </ToggleButton>
    </span>
  );
}
