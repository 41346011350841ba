'use client';

import { useTranslations } from 'use-intl';
import { Select } from './select';

/** Selects the number of rows per page. */
export function PageSize({
  sizes,
  size,
  onChange,
}: {
  sizes: readonly number[];
  size: number;
  onChange(size: number): void;
}) {
  const t = useTranslations('pages');
  const options = sizes.map((count) => ({ value: count, label: t('perPage', { count }) }));
  return <Select label={t('perPageLabel')} value={size} options={options} onChange={onChange} />;
}
