'use client';

import { Search } from 'lucide-react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { SearchField } from 'react-aria-components/SearchField';
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import { useFormatter, useTranslations } from 'use-intl';
import { CheckMark } from '@/components/kit/check-mark';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import type { FacetsAnswer } from '@/lib/api/sample-answers';

const ROW_PIXELS = 28;

interface Props {
  /** Labels with the number of samples that each would match, in display order. */
  labels: FacetsAnswer['labels'];
  /** Ids of the selected labels. */
  chosen: readonly number[];
  onChange(chosen: number[]): void;
}

/** A searchable list of labels; loaded when it is first opened. */
export function LabelList({ labels, chosen, onChange }: Props) {
  const t = useTranslations('filter');
  const { contains } = useFilter({ sensitivity: 'base' });
  return (
    <Autocomplete filter={contains}>
      <SearchField
        aria-label={t('searchLabels')}
        autoFocus
        className="flex items-center gap-2 border-line border-b px-3"
      >
        <Search size={14} aria-hidden className="text-muted" />
        {/* Its list is always open, and is scrolled by its arrow keys. */}
        <Input
          role="combobox"
          aria-expanded
          placeholder={t('searchLabels')}
          className="h-9 w-full bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
        />
      </SearchField>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: ROW_PIXELS, padding: 4 }}>
        <ListBox
          aria-label={t('labels')}
          items={labels}
          selectionMode="multiple"
          escapeKeyBehavior="none"
          selectedKeys={chosen}
          onSelectionChange={(keys) => onChange(keys === 'all' ? [] : [...keys].map(Number).sort((a, b) => a - b))}
          renderEmptyState={() => <p className="p-3 text-muted">{t('noLabel')}</p>}
          className="block max-h-72 overflow-y-auto outline-none"
          style={{ height: Math.min(288, labels.length * ROW_PIXELS + 8) }}
        >
          {(label) => <LabelOption label={label} />}
        </ListBox>
      </Virtualizer>
    </Autocomplete>
  );
}

function LabelOption({ label: { id, name, count } }: { label: FacetsAnswer['labels'][number] }) {
  const format = useFormatter();
  return (
    <ListBoxItem
      id={id}
      textValue={name}
      className="flex h-7 cursor-default items-center gap-2 rounded px-2 outline-none data-[focused]:bg-accent-tint"
    >
      {({ isSelected }) => (
        <>
          <CheckMark isChecked={isSelected} />
          <MiddleEllipsis text={name} className="flex-1" />
          <span className="text-muted text-small">{format.number(count)}</span>
        </>
      )}
    </ListBoxItem>
  );
}
