import { ChevronDown } from 'lucide-react';
import { isolated } from '@/lib/i18n/isolate';

interface Props<V extends string | number> {
  label: string;
  value: V;
  options: readonly { value: V; label: string }[];
  onChange(value: V): void;
}

/** A native select: it works on phones and with screen readers and adds no script. */
export function Select<V extends string | number>({ label, value, options, onChange }: Props<V>) {
  return (
    <span className="relative inline-flex min-w-20 max-w-64 items-center">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => String(option.value) === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="h-7 w-full cursor-pointer appearance-none truncate rounded-md border border-line bg-panel pr-7 pl-2.5 hover:border-faint"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {isolated(option.label)}
          </option>
        ))}
      </select>
      <ChevronDown size={13} className="pointer-events-none absolute right-2 text-muted" aria-hidden />
    </span>
  );
}
