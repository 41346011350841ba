import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';

interface Props {
  /** The direction where the table is sorted by this, else null. */
  desc: boolean | null;
  onPress(): void;
  /** What a press does, where the words alone do not say so. */
  title?: string;
  /** Whether it sorts columns instead of rows: the arrow lies down. */
  isSideways?: boolean;
  /** Whether there is always room for the arrow, so that words flush with numbers below stay so. */
  keepsRoom?: boolean;
  children: ReactNode;
}

/** The words of a header that a table is sorted by when they are clicked, with an arrow where it is. */
export function SortButton({ desc, onPress, title, isSideways = false, keepsRoom = false, children }: Props) {
  const Down = isSideways ? ArrowRight : ArrowDown;
  const Up = isSideways ? ArrowLeft : ArrowUp;
  const Arrow = desc ? Down : Up;
  return (
    <button
      type="button"
      title={title}
      onClick={onPress}
      className={`-mx-1 inline-flex max-w-full items-center gap-1 rounded px-1 hover:text-accent ${desc === null ? '' : 'text-ink'}`}
    >
      <span className="truncate">{children}</span>
      {(desc !== null || keepsRoom) && (
        <Arrow size={12} aria-hidden className={`shrink-0 ${desc === null ? 'invisible' : ''}`} />
      )}
    </button>
  );
}

/** The value of `aria-sort` for a header. */
export function ariaSort(desc: boolean | null): 'ascending' | 'descending' | undefined {
  if (desc === null) return undefined;
  return desc ? 'descending' : 'ascending';
}
