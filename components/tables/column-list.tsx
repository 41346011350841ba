'use client';

import { useTranslations } from 'use-intl';
import type { TablesAnswer } from '@/lib/api/table-answers';

/** The columns of a table, with their units, behind their number. */
export function ColumnList({ columns }: Pick<TablesAnswer['tables'][number], 'columns'>) {
  const t = useTranslations('tables');
  return (
    <details className="text-small">
      <summary className="cursor-default text-muted">{t('columns', { count: columns.length })}</summary>
      <dl className="mt-2 grid max-h-48 grid-cols-[auto_1fr] gap-x-4 gap-y-1 overflow-y-auto">
        {columns.map(({ name, unit, description }) => (
          <div key={name} className="col-span-2 grid grid-cols-subgrid">
            <dt className="font-mono">{name}</dt>
            <dd className="text-muted" lang="en">
              {description}
              {unit !== null && ` [${unit}]`}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
