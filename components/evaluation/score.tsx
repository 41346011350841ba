'use client';

import { useFormatter, useTranslations } from 'use-intl';

const FOUR_DECIMALS = { minimumFractionDigits: 4, maximumFractionDigits: 4 };

/** A score with four decimals, at full precision in the tooltip; "not scored" if there is none. */
export function Score({ value }: { value: number | null }) {
  const t = useTranslations('evaluation');
  const format = useFormatter();
  if (value === null) return <span className="text-muted">{t('notScored')}</span>;
  return <span title={String(value)}>{format.number(value, FOUR_DECIMALS)}</span>;
}
