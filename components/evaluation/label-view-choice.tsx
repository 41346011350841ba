'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { EvaluationAnswer } from '@/lib/api/evaluation-answers';
import { isolated } from '@/lib/i18n/isolate';
import { isByLabel, type LabelView } from './scores';

interface Props {
  answer: EvaluationAnswer;
  /** Indices of the explainers in display order. */
  order: readonly number[];
  view: LabelView;
  onChange(change: { metric: number | null; explainer: number | null }): void;
}

/** Selects which scores per label are shown: of one metric, or of one explainer. Metrics without such scores are disabled. */
export function LabelViewChoice({ answer, order, view, onChange }: Props) {
  const t = useTranslations('evaluation');
  const value = view.by === 'metric' ? `metric ${view.metric}` : `explainer ${view.explainer}`;
  return (
    <span className="relative inline-flex items-center">
      <select
        aria-label={t('chooseView')}
        value={value}
        onChange={(event) => {
          const [by, number] = event.target.value.split(' ');
          onChange({ metric: null, explainer: null, [by]: Number(number) });
        }}
        className="h-7 max-w-64 cursor-pointer appearance-none truncate rounded-md border border-line bg-panel pr-7 pl-2.5 hover:border-faint"
      >
        <optgroup label={t('oneMetric')}>
          {answer.metrics.map((name, metric) => (
            <option
              key={name}
              value={`metric ${metric}`}
              disabled={!isByLabel(answer, metric)}
              title={isByLabel(answer, metric) ? undefined : t('isIndependent')}
            >
              {isByLabel(answer, metric) ? isolated(name) : `${isolated(name)} (${t('isIndependent')})`}
            </option>
          ))}
        </optgroup>
        <optgroup label={t('oneExplainer')}>
          {order.map((explainer) => (
            <option key={explainer} value={`explainer ${explainer}`}>
              {isolated(answer.explainers[explainer])}
            </option>
          ))}
        </optgroup>
      </select>
      <ChevronDown size={13} className="pointer-events-none absolute right-2 text-muted" aria-hidden />
    </span>
  );
}
