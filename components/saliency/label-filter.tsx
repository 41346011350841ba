'use client';

import { ChevronDown, Search } from 'lucide-react';
import { useMemo } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { SearchField } from 'react-aria-components/SearchField';
import { ListLayout, Virtualizer } from 'react-aria-components/Virtualizer';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Popover } from '@/components/kit/popover';
import type { FacetsAnswer, LabelCount } from '@/lib/api/answers';

const ROW_PIXELS = 28;

interface Props {
  /** Labels that occur. */
  labels: readonly LabelCount[];
  /** How many samples would be found with each, under the rest of the filter; undefined before that is known. */
  counts: FacetsAnswer['labels'] | undefined;
  /** Ids of those asked for; none is all. */
  chosen: readonly number[];
  onChange(chosen: number[]): void;
}

/** Chooses labels among those that occur: searchable, with how many samples have each. */
export function LabelFilter({ labels, counts, chosen, onChange }: Props) {
  const t = useTranslations('filter');
  const { contains } = useFilter({ sensitivity: 'base' });
  const byCount = useMemo(() => {
    const known = counts && new Map(counts.map(({ id, count }) => [id, count]));
    return labels
      .map(({ id, name, samples }) => ({ id, name, count: known ? (known.get(id) ?? 0) : samples }))
      .sort((a, b) => b.count - a.count || a.id - b.id);
  }, [labels, counts]);
  const first = labels.find(({ id }) => id === chosen[0])?.name ?? `#${chosen[0]}`;
  const summary =
    chosen.length === 0
      ? t('allLabels', { count: labels.length })
      : t('someLabels', { name: first, more: chosen.length - 1 });
  return (
    <DialogTrigger>
      <AriaButton className="inline-flex h-7 items-center gap-2 whitespace-nowrap">
        <span className="text-muted">{t('labels')}</span>
        <span
          className={`inline-flex h-7 max-w-48 items-center gap-1.5 rounded-md border bg-panel px-2.5 ${chosen.length > 0 ? 'border-accent text-accent' : 'border-line hover:border-faint'}`}
        >
          <span className="min-w-[4.5em] truncate text-left">{summary}</span>
          <ChevronDown size={13} className="shrink-0 text-muted" aria-hidden />
        </span>
      </AriaButton>
      <Popover placement="bottom start" className="w-72">
        <Dialog aria-label={t('labels')} className="outline-none">
          <Autocomplete filter={contains}>
            <SearchField
              aria-label={t('searchLabels')}
              autoFocus
              className="flex items-center gap-2 border-line border-b px-3"
            >
              <Search size={14} aria-hidden className="text-muted" />
              <Input
                placeholder={t('searchLabels')}
                className="h-9 w-full bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: ROW_PIXELS, padding: 4 }}>
              <ListBox
                aria-label={t('labels')}
                items={byCount}
                selectionMode="multiple"
                escapeKeyBehavior="none"
                selectedKeys={chosen}
                onSelectionChange={(keys) =>
                  onChange(keys === 'all' ? [] : [...keys].map(Number).sort((a, b) => a - b))
                }
                renderEmptyState={() => <p className="p-3 text-muted">{t('noLabel')}</p>}
                className="block max-h-72 overflow-y-auto outline-none"
                style={{ height: Math.min(288, byCount.length * ROW_PIXELS + 8) }}
              >
                {(label) => <LabelOption label={label} />}
              </ListBox>
            </Virtualizer>
          </Autocomplete>
          <div className="flex justify-end border-line border-t p-1.5">
            <Button look="ghost" isDisabled={chosen.length === 0} onPress={() => onChange([])}>
              {t('clear')}
            </Button>
          </div>
        </Dialog>
      </Popover>
    </DialogTrigger>
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
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <span className="text-muted text-small">{format.number(count)}</span>
        </>
      )}
    </ListBoxItem>
  );
}

export function CheckMark({ isChecked }: { isChecked: boolean }) {
  return (
    <span
      aria-hidden
      className={`grid size-3.5 shrink-0 place-items-center rounded-[3px] border ${isChecked ? 'border-accent bg-accent text-on-accent' : 'border-faint'}`}
    >
      {isChecked && (
        <svg viewBox="0 0 10 10" className="size-2.5" role="presentation">
          <path d="M1.5 5.2 4 7.7 8.5 2.6" fill="none" stroke="currentColor" strokeWidth="1.8" />
        </svg>
      )}
    </span>
  );
}
