'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Help } from '@/components/kit/help';
import { isolated } from '@/lib/i18n/isolate';
import type { ScoreMatrix } from './composite';
import { beyond, type Flip, type Lead } from './flip';
import { MAX_NAMES, Names } from './names';

interface Props {
  lead: Lead;
  explainers: readonly string[];
  metrics: readonly string[];
  matrix: ScoreMatrix;
  onWeights(weights: number[]): void;
}

/** The leader, and the smallest change of the weights that changes the leader. */
export function LeadLine({ lead, explainers, metrics, matrix, onWeights }: Props) {
  const t = useTranslations('evaluation.lead');
  /** A sentence with the names of some explainers, or if they are many, with their number. */
  const naming = (sentence: 'shared' | 'never' | 'incomparable', indices: readonly number[]) => {
    const names = indices.map((index) => explainers[index]);
    const count = names.length;
    if (count <= MAX_NAMES) return t(sentence, { names: names.map(isolated).join(', ') });
    return t.rich(`${sentence}Many`, { count, list: (chunks) => <Names names={names}>{chunks}</Names> });
  };
  if (lead.kind === 'none') return <Line>{t('none')}</Line>;
  if (lead.kind === 'shared') return <Line>{naming('shared', lead.leaders)}</Line>;
  const { leader, flip, never, incomparable } = lead;
  const others = never.length + incomparable.length + (flip ? 1 : 0);
  return (
    <Line>
      <span className="rounded-[3px] bg-tp-tint px-1.5 py-px font-semibold text-tp">
        {t('leads', { name: explainers[leader] })}
      </span>
      {others === 0 && t('alone')}
      {flip && (
        <span className="text-ink">
          <FlipSentence flip={flip} explainers={explainers} metrics={metrics} />
        </span>
      )}
      <span className="inline-flex items-center gap-x-1">
        {flip && <Button onPress={() => onWeights(beyond(matrix, flip))}>{t('try')}</Button>}
        <Help topic="flip" />
      </span>
      {never.length > 0 && <span>{naming('never', never)}</span>}
      {incomparable.length > 0 && <span>{naming('incomparable', incomparable)}</span>}
    </Line>
  );
}

function Line({ children }: { children: React.ReactNode }) {
  return (
    <p className="flex flex-wrap items-center gap-x-3 gap-y-1.5 bg-panel px-5 py-2.5 text-muted [overflow-wrap:anywhere] max-wide:px-3">
      {children}
    </p>
  );
}

const PERCENT = { maximumFractionDigits: 2, minimumFractionDigits: 0 };

function FlipSentence({ flip, explainers, metrics }: { flip: Flip } & Pick<Props, 'explainers' | 'metrics'>) {
  const t = useTranslations('evaluation.lead');
  const format = useFormatter();
  const points = (weight: number) =>
    format.number(100 * weight, weight < 1e-4 ? { maximumSignificantDigits: 2 } : PERCENT);
  const from =
    flip.from.length === 1
      ? metrics[flip.from[0].metric]
      : flip.from.map(({ metric, weight }) => `${isolated(metrics[metric])} (${points(weight)})`).join(', ');
  return t('flip', { name: explainers[flip.challenger], points: points(flip.moved), from, to: metrics[flip.to] });
}
