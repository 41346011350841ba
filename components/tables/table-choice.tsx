'use client';

import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { useFormatter, useTranslations } from 'use-intl';
import type { TablesAnswer } from '@/lib/api/table-answers';
import { TABLES, type TableName } from '@/lib/api/table-choices';

interface Props {
  /** Undefined before their rows are counted. */
  tables: TablesAnswer['tables'] | undefined;
  value: TableName;
  isDisabled: boolean;
  onChange(name: TableName): void;
}

/** The tables, each with what a row is and how many there are. */
export function TableChoice({ tables, value, isDisabled, onChange }: Props) {
  const t = useTranslations('tables');
  const format = useFormatter();
  return (
    <RadioGroup
      aria-label={t('table')}
      value={value}
      isDisabled={isDisabled}
      onChange={(name) => onChange(name as TableName)}
      className="divide-y divide-line overflow-hidden rounded-md border border-line"
    >
      {TABLES.map((name) => {
        const table = tables?.find((one) => one.name === name);
        return (
          <Radio
            key={name}
            value={name}
            className="group flex cursor-default items-center gap-2.5 px-3 py-1.5 hover:bg-well data-[selected]:bg-accent-tint data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent data-[focus-visible]:-outline-offset-2"
          >
            <span
              aria-hidden
              className="size-3.5 shrink-0 rounded-full border border-faint group-data-[selected]:border-4 group-data-[selected]:border-accent"
            />
            <span className="min-w-0 flex-1">
              <span className="block font-semibold">{t(`name.${name}`)}</span>
              <span className="block text-muted text-small">{t(`row.${name}`)}</span>
            </span>
            <span className="shrink-0 text-muted text-small">
              {table &&
                (table.isEstimate ? t('about', { rows: format.number(table.rows) }) : format.number(table.rows))}
              {table && <span className="sr-only"> {t('rows', { count: table.rows })}</span>}
            </span>
          </Radio>
        );
      })}
    </RadioGroup>
  );
}
