'use client';

import { Search } from 'lucide-react';

interface Props {
  /** The label; also shown as the placeholder. */
  label: string;
  value: string;
  onChange(value: string): void;
}

/** A search field that filters a table while the user types. */
export function FindField({ label, value, onChange }: Props) {
  return (
    <span className="relative ml-auto max-wide:ml-0">
      <Search size={14} aria-hidden className="absolute top-[7px] left-2.5 text-muted" />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-7 w-52 rounded-md border border-line bg-page pr-2 pl-8 placeholder:text-muted"
      />
    </span>
  );
}
