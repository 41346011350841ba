'use client';

import { useTranslations } from 'use-intl';
import { Choice } from '@/components/kit/choice';
import { TABLE_FORMATS, type TableFormat } from '@/lib/api/table-choices';

interface Props {
  value: TableFormat;
  onChange(format: TableFormat): void;
}

/** The format of a table, with what reads it. */
export function FormatChoice({ value, onChange }: Props) {
  const t = useTranslations('tables');
  return (
    <div className="flex items-center gap-3">
      <Choice
        label={t('format')}
        value={value}
        options={TABLE_FORMATS.map((format) => ({ value: format, label: t(`formats.${format}`) }))}
        onChange={onChange}
      />
      <span className="text-muted text-small">{t(`formatHelp.${value}`)}</span>
    </div>
  );
}
