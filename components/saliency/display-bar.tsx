'use client';

import { LayoutGrid, Rows3, Scan } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { BAR } from '@/components/kit/bar';
import { Choice } from '@/components/kit/choice';
import { Toggle } from '@/components/kit/toggle';
import { Option } from '@/components/map/display-option';
import { MapControls } from '@/components/map/map-controls';
import { displayOf, LAYOUTS, type SaliencyState } from '@/lib/api/search-params';
import { SizeControl } from './size-control';

interface Props {
  state: SaliencyState;
  /** Number of explainers shown side by side. */
  explainers: number;
  onChange(change: Partial<{ [K in keyof SaliencyState]: SaliencyState[K] | null }>): void;
  /** Called while the size is being changed, pixels. */
  onResize(pixels: number): void;
  /** Content at the end of the bar. */
  children?: ReactNode;
}

/** The controls for the display of samples and maps, in one line. */
export function DisplayBar({ state, explainers, onChange, onResize, children }: Props) {
  const t = useTranslations('display');
  return (
    <section aria-label={t('label')} className={`${BAR} slim:shrink-0 slim:overflow-visible`}>
      <Choice
        label={t('layout')}
        value={state.layout}
        options={LAYOUTS.map((layout) => ({ value: layout, label: t(layout), icon: LAYOUT_ICONS[layout] }))}
        onChange={(layout) => onChange({ layout, px: null })}
      />
      <SizeControl state={state} explainers={explainers} onResize={onResize} onChange={(px) => onChange({ px })} />
      <MapControls display={displayOf(state)} onChange={onChange}>
        {state.layout === 'rows' && (
          <Option help={t('togetherHelp')}>
            <Toggle
              isOn={state.together}
              icon={<Scan size={14} aria-hidden />}
              label={t('together')}
              onChange={(together) => onChange({ together })}
            />
          </Option>
        )}
      </MapControls>
      <div className="ml-auto flex shrink-0 items-center gap-1">{children}</div>
    </section>
  );
}

const LAYOUT_ICONS = { rows: <Rows3 size={14} aria-hidden />, wall: <LayoutGrid size={14} aria-hidden /> };
