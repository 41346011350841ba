'use client';

import { StickyNote } from 'lucide-react';
import { useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { NoteJson } from '@/lib/api/mark-answers';
import { api } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { NoteField } from './note-field';
import { useMarks } from './use-marks';

interface Props {
  jobKey: string;
  generation: string | null;
  /** Names of all explainers of the job. */
  explainers: readonly string[];
  /** The pair. */
  a: string;
  b: string;
}

/** The note on a pair of explainers: its text if there is one, else a button to write one. */
export function PairNote({ jobKey, generation, explainers, a, b }: Props) {
  const t = useTranslations('marks');
  const [first, second] = [explainers.indexOf(a), explainers.indexOf(b)];
  const address = api.note(jobKey, `pair/${first}/${second}`);
  const { data } = useSWR<NoteJson, Error>(first === -1 || second === -1 ? null : address);
  const { data: marks } = useMarks();
  const [isOpen, setOpen] = useState(false);
  const isReadOnly = marks === undefined || marks.readOnly !== null;
  if (!data || (isReadOnly && data.text === '')) return null;
  const label = t('noteOnPair', { a: isolated(a), b: isolated(b) });
  if (isOpen || data.text !== '')
    return <NoteField address={address} generation={generation ?? undefined} label={label} isReadOnly={isReadOnly} />;
  return (
    <Button
      look="ghost"
      className="-ml-2.5 self-start text-muted"
      aria-label={`${t('addNote')}: ${label}`}
      onPress={() => setOpen(true)}
    >
      <StickyNote size={13} aria-hidden />
      {t('addNote')}
    </Button>
  );
}
