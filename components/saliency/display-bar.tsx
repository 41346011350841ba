'use client';

import { LayoutGrid, Rows3, Scan } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Choice } from '@/components/kit/choice';
import { Toggle } from '@/components/kit/toggle';
import { MapControls } from '@/components/map/map-controls';
import { displayOf, LAYOUTS, type SaliencyState } from '@/lib/api/search-params';
import { SizeControl } from './size-control';

interface Props {
  state: SaliencyState;
  /** How many explainers are shown beside each other. */
  explainers: number;
  onChange(change: Partial<{ [K in keyof SaliencyState]: SaliencyState[K] | null }>): void;
  /** While the size is being changed, pixels. */
  onResize(pixels: number): void;
  /** Behind the controls. */
  children?: ReactNode;
}

/** The slim row of controls that say how samples and their maps are shown. */
export function DisplayBar({ state, explainers, onChange, onResize, children }: Props) {
  const t = useTranslations('display');
  return (
    <section
      aria-label={t('label')}
      className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-2.5 max-wide:flex-nowrap max-wide:overflow-x-auto max-wide:[scrollbar-width:none] max-wide:px-3"
    >
      <Choice
        label={t('layout')}
        value={state.layout}
        options={LAYOUTS.map((layout) => ({ value: layout, label: t(layout), icon: LAYOUT_ICONS[layout] }))}
        onChange={(layout) => onChange({ layout, px: null })}
      />
      <SizeControl state={state} explainers={explainers} onResize={onResize} onChange={(px) => onChange({ px })} />
      <MapControls display={displayOf(state)} onChange={onChange} />
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
