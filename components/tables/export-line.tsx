'use client';

import { ProgressBar } from 'react-aria-components/ProgressBar';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useBytes, usePercent } from '@/components/kit/format';
import { useSentence } from '@/components/kit/sentence';
import type { Export } from './use-export';

interface Props {
  state: Export;
  /** Why nothing can be exported; undefined if something can. */
  why?: string;
  onStart(): void;
  onCancel(): void;
}

/** The button of an export, its progress with a button that cancels it, and what became of it. */
export function ExportLine({ state, why, onStart, onCancel }: Props) {
  const t = useTranslations('tables');
  const bytes = useBytes();
  const percent = usePercent();
  const sentence = useSentence();
  if (state.kind === 'running') {
    const share = state.total === 0 ? 0 : state.done / state.total;
    return (
      <div className="flex items-center gap-3">
        <ProgressBar aria-label={t('progress')} value={100 * share} className="min-w-0 flex-1">
          <div className="h-1 overflow-hidden rounded-full bg-track">
            <div className="h-full bg-accent" style={{ width: `${100 * share}%` }} />
          </div>
          <span className="mt-1 block text-muted text-small">
            {t('running', { share: percent(share), size: bytes(state.bytes) })}
          </span>
        </ProgressBar>
        <Button onPress={onCancel}>{t('cancel')}</Button>
      </div>
    );
  }
  return (
    <div className="flex items-center gap-3">
      <p role="status" className="mr-auto min-w-0 text-muted [overflow-wrap:anywhere]">
        {state.kind === 'saved' && t('saved', { name: state.name, size: bytes(state.bytes) })}
        {state.kind === 'failed' && (
          <span className="text-fn">{state.error === null ? t('broken') : sentence(state.error)}</span>
        )}
        {state.kind === 'none' && why}
      </p>
      <Button look="accent" autoFocus isDisabled={why !== undefined} onPress={onStart}>
        {t(state.kind === 'failed' ? 'again' : 'export')}
      </Button>
    </div>
  );
}
