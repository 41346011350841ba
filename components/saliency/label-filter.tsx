'use client';

import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { Popup } from '@/components/kit/popup';
import type { LabelCount } from '@/lib/api/job-answers';
import type { FacetsAnswer } from '@/lib/api/sample-answers';

const loadList = () => import('./label-list').then(({ LabelList }) => LabelList);

/** Loaded when the button is hovered or focused, so that it is ready when it is clicked. */
const LabelList = dynamic(loadList, { ssr: false, loading: () => <div className="h-80" /> });

interface Props {
  /** Labels that occur. */
  labels: readonly LabelCount[];
  /** Number of samples that each would match, given the rest of the filter; undefined before it is known. */
  counts: FacetsAnswer['labels'] | undefined;
  /** Ids of the selected labels; empty for all. */
  chosen: readonly number[];
  onChange(chosen: number[]): void;
}

/** Selects some of the labels that occur, with a search and the number of samples of each. */
export function LabelFilter({ labels, counts, chosen, onChange }: Props) {
  const t = useTranslations('filter');
  const byCount = useMemo(() => {
    const known = counts && new Map(counts.map(({ id, count }) => [id, count]));
    return labels
      .map(({ id, name, samples }) => ({ id, name, count: known ? (known.get(id) ?? 0) : samples }))
      .sort((a, b) => b.count - a.count || a.id - b.id);
  }, [labels, counts]);
  const first = labels.find(({ id }) => id === chosen[0])?.name ?? `#${chosen[0]}`;
  const summary =
    chosen.length === 0
      ? t('allLabels', { count: labels.length })
      : t('someLabels', { name: first, more: chosen.length - 1 });
  return (
    <Popup
      label={t('labels')}
      placement="bottom start"
      className="w-72"
      onNear={() => void loadList()}
      button={(props) => (
        <AriaButton {...props} className="inline-flex h-7 min-w-30 shrink-0 items-center gap-2 whitespace-nowrap">
          <span className="text-muted">{t('labels')}</span>
          <span
            className={`inline-flex h-7 min-w-0 max-w-48 items-center gap-1.5 rounded-md border bg-panel px-2.5 ${chosen.length > 0 ? 'border-accent text-accent' : 'border-line hover:border-faint'}`}
          >
            <MiddleEllipsis text={summary} className="min-w-[3.5em] text-left" />
            <ChevronDown size={13} className="shrink-0 text-muted" aria-hidden />
          </span>
        </AriaButton>
      )}
    >
      <LabelList labels={byCount} chosen={chosen} onChange={onChange} />
      <div className="flex justify-end border-line border-t p-1.5">
        <Button look="ghost" isDisabled={chosen.length === 0} onPress={() => onChange([])}>
          {t('clear')}
        </Button>
      </div>
    </Popup>
  );
}
