'use client';

import { StickyNote } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { MarkDot } from './mark-dot';
import { openMarks } from './mark-requests';
import { useMarks } from './use-marks';

interface Props {
  /** Of the sample. */
  id: number;
  /** Key of the job, on a page of several jobs. */
  jobKey?: string;
  marks: readonly string[];
  note: string | null;
  isSmall: boolean;
}

/** The marks of a sample by colour and name, and its note; a click shows them all. */
export function MarkChips({ id, jobKey, marks, note, isSmall }: Props) {
  const t = useTranslations('marks');
  const { data } = useMarks();
  const places = new Map(data?.marks.map((mark, place) => [mark.name, place]));
  const colourOf = (name: string) => data?.marks[places.get(name) ?? -1]?.colour ?? 'grey';
  // In the order of the list of marks, so that the same marks look the same everywhere.
  const sorted = [...marks].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  return (
    <button
      type="button"
      title={[...sorted, ...(note === null ? [] : [t('noteIs', { note })])].join('\n')}
      onClick={() => openMarks({ sample: id, job: jobKey })}
      className="inline-flex h-6 min-w-6 max-w-full items-center gap-2 overflow-hidden rounded px-0.5 text-muted text-small hover:text-ink"
    >
      <span className="sr-only">{t('marksOf', { id })} </span>
      {sorted.map((name) => (
        <span key={name} className={`inline-flex items-center gap-1 ${isSmall ? '' : 'min-w-0'}`}>
          <MarkDot colour={colourOf(name)} />
          <span className={isSmall ? 'sr-only' : 'truncate'}>{name} </span>
        </span>
      ))}
      {note !== null && (
        <span className="inline-flex shrink-0 items-center">
          <StickyNote size={12} aria-hidden />
          <span className="sr-only">{t('noteIs', { note })}</span>
        </span>
      )}
    </button>
  );
}
