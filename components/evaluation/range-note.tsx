import { useFormatter, useTranslations } from 'use-intl';
import type { MetricRange } from '@/lib/api/evaluation-answers';

interface Props {
  range: MetricRange;
  /** Whether scores are weighed where it stands, which those without a bound are not. */
  isWeighing?: boolean;
}

/** How the scores of a metric are read, where that is not from 0 to 1, the higher the better. */
export function RangeNote({ range, isWeighing = false }: Props) {
  const t = useTranslations('evaluation');
  const format = useFormatter();
  if (range === null) return null;
  const { minimum, maximum, lowerIsBetter } = range;
  const isBounded = minimum !== null && maximum !== null;
  const bounds =
    (!isBounded || minimum !== 0 || maximum !== 1) &&
    t('range', {
      min: minimum === null ? '−∞' : format.number(minimum),
      max: maximum === null ? '∞' : format.number(maximum),
    });
  const notes = [lowerIsBetter && t('lowerIsBetter'), !isBounded && isWeighing ? t('unbounded') : bounds];
  return (
    <span className="block font-normal text-muted text-small">{notes.filter((note) => note !== false).join(', ')}</span>
  );
}
