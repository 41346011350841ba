'use client';

import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { useFormatter, useTranslations } from 'use-intl';
import { Bound, type Trust, useLowerBound } from '@/components/frame/bound';
import type { PredictionTypeName } from '@/lib/api/answer-values';
import type { FacetsAnswer } from '@/lib/api/sample-answers';
import { TypeMark } from './type-mark';

const TYPES = ['TP', 'FN', 'FP'] as const;

interface Props {
  /** Whether the job records prediction types. */
  isKnown: boolean;
  /** Number of labels of samples by type, given the rest of the filter; undefined before it is known. */
  counts: FacetsAnswer['types'] | undefined;
  /** How far they can be trusted under a live threshold. */
  trust: Trust;
  /** Selected types; empty for all. */
  chosen: readonly PredictionTypeName[];
  onChange(chosen: PredictionTypeName[]): void;
}

/** Selects prediction types; each shows how many labels of samples it would match. */
export function TypeFilter({ isKnown, counts, trust, chosen, onChange }: Props) {
  const t = useTranslations('filter');
  const format = useFormatter();
  const why = useLowerBound(trust);
  const on: readonly PredictionTypeName[] = chosen.length === 0 ? TYPES : chosen;
  return (
    <span title={t(isKnown ? 'typeCounts' : 'noTypes')} className="shrink-0">
      <ToggleButtonGroup
        aria-label={t('types')}
        selectionMode="multiple"
        disallowEmptySelection
        isDisabled={!isKnown}
        selectedKeys={on}
        onSelectionChange={(keys) => {
          const next = TYPES.filter((type) => keys.has(type));
          onChange(next.length === TYPES.length ? [] : next);
        }}
        className="inline-flex h-7 overflow-hidden rounded-md border border-line bg-panel"
      >
        {TYPES.map((type) => (
          <ToggleButton
            key={type}
            id={type}
            className="inline-flex items-center gap-1.5 border-line px-2 not-first:border-l disabled:opacity-50 data-[selected]:bg-accent-tint"
          >
            <TypeMark type={type} />
            <span className={`min-w-[2ch] text-left ${on.includes(type) ? '' : 'text-muted'}`}>
              {counts && type === 'FP' && <Bound why={why} />}
              {counts && format.number(counts[type])}
            </span>
            <span className="sr-only">{t(type)}</span>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </span>
  );
}
