import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp } from 'lucide-react';
import { isolated } from '@/lib/i18n/isolate';
import { TwoLines } from './two-lines';

interface Props {
  /** The full text of the header, shown on up to two lines. */
  text: string;
  /** The direction if the table is sorted by this column, else null. */
  desc: boolean | null;
  onPress(): void;
  /** What a click does, if the text alone does not say it. */
  title?: string;
  /** Whether it sorts columns instead of rows: the arrow points sideways. */
  isSideways?: boolean;
  /** Whether space for the arrow is reserved, so that a header stays aligned with the numbers below. */
  keepsRoom?: boolean;
}

/** The text of a header; a click sorts the table by it, and an arrow shows the direction. */
export function SortButton({ text, desc, onPress, title, isSideways = false, keepsRoom = false }: Props) {
  const Down = isSideways ? ArrowRight : ArrowDown;
  const Up = isSideways ? ArrowLeft : ArrowUp;
  const Arrow = desc ? Down : Up;
  return (
    <button
      type="button"
      title={title === undefined ? text : `${isolated(text)}\n${title}`}
      onClick={onPress}
      className={`-mx-1 inline-flex min-h-6 min-w-0 max-w-full items-center gap-1 rounded px-1 [text-align:inherit] leading-tight hover:text-accent ${desc === null ? '' : 'text-ink'}`}
    >
      <TwoLines text={text} />
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
