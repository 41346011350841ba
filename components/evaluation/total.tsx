import { useTranslations } from 'use-intl';
import { isolated } from '@/lib/i18n/isolate';
import type { Composite } from './composite';
import { Score } from './score';

interface Props {
  total: Composite;
  metrics: readonly string[];
  weights: readonly number[];
}

/** The composite of an explainer, its rank, and the number of its metrics if some are missing. */
export function Total({ total: { score, rank, missing }, metrics, weights }: Props) {
  const t = useTranslations('evaluation');
  const counting = weights.filter((weight) => weight > 0).length;
  if (score === null) return <span className="text-muted">{t('notRanked')}</span>;
  return (
    <>
      <span className="block font-semibold text-[15px]">
        <Score value={score} />
      </span>
      <span className="block text-muted text-small">{rank === null ? t('notRanked') : t('rank', { rank })}</span>
      {missing.length > 0 && (
        <span
          className="block text-fn text-small"
          title={t('without', { metrics: missing.map((metric) => isolated(metrics[metric])).join(', ') })}
        >
          {t('over', { count: counting - missing.length, total: counting })}
        </span>
      )}
    </>
  );
}
