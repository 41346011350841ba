import { ChevronDown } from 'lucide-react';
import { isolated } from '@/lib/i18n/isolate';
import { MiddleEllipsis } from './middle-ellipsis';

interface Props<V extends string | number> {
  label: string;
  value: V;
  /** `note` is shown after the label, and never shortened. */
  options: readonly { value: V; label: string; note?: string }[];
  onChange(value: V): void;
}

/**
 * A native select: it works on phones and with screen readers and adds no script. It is transparent over its own look, because
 * a native select cuts a long text at its end.
 */
export function Select<V extends string | number>({ label, value, options, onChange }: Props<V>) {
  const shown = options.find((option) => option.value === value);
  return (
    <span className="relative inline-flex min-w-20 max-w-64 items-center">
      <select
        aria-label={label}
        value={value}
        onChange={(event) => {
          const chosen = options.find((option) => String(option.value) === event.target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="peer h-7 w-full cursor-pointer appearance-none truncate border pr-7 pl-2.5 opacity-0"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {isolated(option.note === undefined ? option.label : `${isolated(option.label)} ${option.note}`)}
          </option>
        ))}
      </select>
      <span
        aria-hidden
        className="pointer-events-none absolute inset-0 flex items-center gap-1 rounded-md border border-line bg-panel pr-2 pl-2.5 peer-hover:border-faint peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-focus-visible:outline-offset-1"
      >
        <MiddleEllipsis text={shown?.label ?? ''} />
        {shown?.note}
        <ChevronDown size={13} className="ml-auto shrink-0 text-muted" />
      </span>
    </span>
  );
}
