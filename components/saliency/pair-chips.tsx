'use client';

import { X } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import type { LabelCount } from '@/lib/api/answers';
import type { SaliencyState } from '@/lib/api/search-params';

interface Props {
  labels: readonly LabelCount[];
  state: Pick<SaliencyState, 'truth' | 'predicted'>;
  onClear(part: 'truth' | 'predicted'): void;
}

/** What is asked of samples as a whole, as the confusion does: each part can be taken away. */
export function PairChips({ labels, state: { truth, predicted }, onClear }: Props) {
  const t = useTranslations('filter');
  const nameOf = (label: number) => labels.find(({ id }) => id === label)?.name ?? `#${label}`;
  return (
    <>
      {truth !== null && <Chip text={t('truthIs', { label: nameOf(truth) })} onClear={() => onClear('truth')} />}
      {predicted !== null && (
        <Chip
          text={predicted === 'none' ? t('predictedNothing') : t('predictedIs', { label: nameOf(predicted) })}
          onClear={() => onClear('predicted')}
        />
      )}
    </>
  );
}

function Chip({ text, onClear }: { text: string; onClear(): void }) {
  const t = useTranslations('filter');
  return (
    <Button
      aria-label={t('remove', { what: text })}
      onPress={onClear}
      className="inline-flex h-7 max-w-64 items-center gap-1.5 rounded-md border border-accent bg-accent-tint px-2.5 text-accent"
    >
      <MiddleEllipsis>{text}</MiddleEllipsis>
      <X size={13} aria-hidden className="shrink-0" />
    </Button>
  );
}
