'use client';

import { StickyNote } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MarkDot } from './mark-dot';
import { openMarks } from './mark-requests';
import { useMarks } from './use-marks';

interface Props {
  /** Of the sample. */
  id: number;
  marks: readonly string[];
  note: string | null;
  isSmall: boolean;
}

/** The marks of a sample by colour and name, and its note; a click shows them all. */
export function MarkChips({ id, marks, note, isSmall }: Props) {
  const t = useTranslations('marks');
  const { data } = useMarks();
  const colourOf = (name: string) => data?.marks.find((mark) => mark.name === name)?.colour ?? 'grey';
  const all = [...marks, ...(note === null ? [] : [t('noteIs', { note })])];
  return (
    <button
      type="button"
      aria-label={t('marksOf', { id, marks: all.join(' · ') })}
      title={all.join('\n')}
      onClick={() => openMarks({ sample: id })}
      className="inline-flex h-6 min-w-6 max-w-full items-center gap-2 overflow-hidden rounded px-0.5 text-muted text-small hover:text-ink"
    >
      {marks.map((name) => (
        <span key={name} className={`inline-flex items-center gap-1 ${isSmall ? '' : 'min-w-0'}`}>
          <MarkDot colour={colourOf(name)} />
          {!isSmall && <span className="truncate">{name}</span>}
        </span>
      ))}
      {note !== null && <StickyNote size={12} aria-hidden className="shrink-0" />}
    </button>
  );
}
