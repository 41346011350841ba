'use client';

import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { MiddleEllipsis } from './middle-ellipsis';

interface Props<V extends string> {
  label: string;
  value: V;
  options: readonly { value: V; label: string; icon?: ReactNode }[];
  onChange(value: V): void;
}

/** A segmented control: one of a few visible options. */
export function Choice<V extends string>({ label, value, options, onChange }: Props<V>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.value));
        if (chosen) onChange(chosen.value);
      }}
      className="inline-flex h-7 shrink-0 overflow-hidden rounded-md border border-line bg-panel"
    >
      {options.map((option) => (
        <ToggleButton
          key={option.value}
          id={option.value}
          className="inline-flex items-center gap-1.5 whitespace-nowrap border-line px-2.5 text-muted not-first:border-l data-[selected]:bg-accent-tint data-[selected]:text-ink"
        >
          {option.icon}
          <span className="flex max-w-52">
            <MiddleEllipsis text={option.label} />
          </span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
