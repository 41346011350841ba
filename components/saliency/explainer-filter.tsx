'use client';

import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import { Popup } from '@/components/kit/popup';

const loadList = () => import('./explainer-list').then(({ ExplainerList }) => ExplainerList);

/** Loaded when the button is hovered or focused, so that it is ready when it is clicked. */
const ExplainerList = dynamic(loadList, { ssr: false });

interface Props {
  names: readonly string[];
  /** Indices of the hidden explainers. */
  hidden: readonly number[];
  onChange(hidden: number[]): void;
}

/** Shows and hides explainers, each of which is a column. */
export function ExplainerFilter({ names, hidden, onChange }: Props) {
  const t = useTranslations('filter');
  const shown = names.map((_, index) => index).filter((index) => !hidden.includes(index));
  const summary =
    shown.length === names.length
      ? t('allExplainers', { count: names.length })
      : t('someExplainers', { count: shown.length, total: names.length });
  return (
    <Popup
      label={t('explainers')}
      placement="bottom start"
      className="max-h-96 max-w-80 overflow-y-auto p-1"
      onNear={() => void loadList()}
      button={(props) => (
        <AriaButton {...props} className="inline-flex h-7 shrink-0 items-center gap-2 whitespace-nowrap">
          <span className="text-muted">{t('explainers')}</span>
          <span
            className={`inline-flex h-7 items-center gap-1.5 rounded-md border bg-panel px-2.5 ${hidden.length > 0 ? 'border-accent text-accent' : 'border-line hover:border-faint'}`}
          >
            <span className="min-w-[3.5em] text-left">{summary}</span>
            <ChevronDown size={13} className="text-muted" aria-hidden />
          </span>
        </AriaButton>
      )}
    >
      <ExplainerList names={names} hidden={hidden} onChange={onChange} />
    </Popup>
  );
}
