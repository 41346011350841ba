'use client';

import { Check, ChevronDown } from 'lucide-react';
import { Button } from 'react-aria-components/Button';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Popover } from './popover';

interface Props<V extends string | number> {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange(value: V): void;
  className?: string;
}

/** A choice of one among a few. */
export function Select<V extends string | number>({ label, value, options, onChange, className = '' }: Props<V>) {
  return (
    <AriaSelect
      aria-label={label}
      value={value}
      onChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen) onChange(chosen.value);
      }}
      className={className}
    >
      <Button className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-panel px-2.5 hover:border-faint">
        <SelectValue />
        <ChevronDown size={13} className="text-muted" aria-hidden />
      </Button>
      <Popover className="min-w-(--trigger-width) p-1">
        <ListBox items={options} className="outline-none">
          {(option) => (
            <ListBoxItem
              id={option.value}
              textValue={option.label}
              className="flex cursor-default items-center justify-between gap-4 rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint"
            >
              {({ isSelected }) => (
                <>
                  {option.label}
                  {isSelected && <Check size={13} className="text-accent" aria-hidden />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
