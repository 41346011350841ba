'use client';

import { type KeyboardEvent, useId, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import { RelativeTime } from '@/components/kit/time';
import type { NoteJson } from '@/lib/api/mark-answers';
import { MAX_NOTE } from '@/lib/api/mark-choices';
import { useRenewal } from './use-marks';
import { writeJson } from './write-json';

interface Props {
  /** Of the note in the API. */
  address: string;
  /** The generation of the job that the user sees. */
  generation?: string;
  label: string;
  isReadOnly: boolean;
}

/** A text that was typed and is not saved yet. */
interface Draft {
  text: string;
  /** The version that the text was begun with, so that a change by somebody else is noticed. */
  base: number;
}

/** Drafts by note, kept while the page lives: a field that was closed shows its text again. */
const drafts = new Map<string, Draft>();

/** A note, to be read and written. Somebody else's text is never overwritten unseen. */
export function NoteField({ address, generation, label, isReadOnly }: Props) {
  const t = useTranslations('marks');
  const sentence = useSentence();
  const renew = useRenewal();
  const id = useId();
  const { data, error, mutate } = useSWR<NoteJson, Error>(address);
  const name = `${generation} ${address}`;
  const [draft, setDraft] = useState(() => drafts.get(name) ?? null);
  const [failure, setFailure] = useState<string | null>(null);
  const [other, setOther] = useState<NoteJson | null>(null);
  const text = draft?.text ?? data?.text ?? '';
  const isChanged = draft !== null && draft.text !== (data?.text ?? '');
  const keep = (next: Draft | null) => {
    if (next) drafts.set(name, next);
    else drafts.delete(name);
    setDraft(next);
  };
  const save = async () => {
    setFailure(null);
    try {
      const saved = await writeJson<NoteJson>('PUT', address, { text: text.trim(), generation }, draft?.base ?? 0);
      await mutate(saved, { revalidate: false });
      keep(null);
      setOther(null);
      void renew();
    } catch (thrown) {
      if (!(thrown instanceof FetchError)) throw thrown;
      const current = thrown.problem?.code === 'conflict' ? (thrown.problem.current as NoteJson | null) : null;
      if (current && 'text' in current) {
        setOther(current);
        keep({ text, base: current.version });
      } else setFailure(sentence(thrown));
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
  };
  return (
    <section aria-labelledby={id} className="flex flex-col gap-1.5">
      <label id={id} htmlFor={`${id} text`} className="flex items-baseline justify-between gap-2 text-muted text-small">
        {label}
        {data?.updated && data.text !== '' && <RelativeTime time={data.updated} />}
      </label>
      <textarea
        id={`${id} text`}
        dir="auto"
        rows={3}
        value={text}
        maxLength={MAX_NOTE}
        readOnly={isReadOnly || data === undefined}
        placeholder={isReadOnly ? '' : t('notePlaceholder')}
        onChange={(event) => keep({ text: event.target.value, base: draft?.base ?? data?.version ?? 0 })}
        onKeyDown={onKeyDown}
        className="min-h-16 rounded-md border border-line bg-page px-2 py-1.5 placeholder:text-muted"
      />
      {other && (
        <div role="alert" className="text-small">
          <p className="text-bad">{t('otherText')}</p>
          <p className="my-1 whitespace-pre-wrap rounded bg-well px-2 py-1 [overflow-wrap:anywhere]">
            {other.text || t('otherRemoved')}
          </p>
          <Button
            onPress={() => {
              void mutate(other, { revalidate: false });
              keep(null);
              setOther(null);
            }}
          >
            {t('takeOther')}
          </Button>
        </div>
      )}
      {(failure ?? error) && (
        <p role="alert" className="text-bad text-small">
          {failure ?? (error && sentence(error))}
        </p>
      )}
      {isChanged && (
        <span className="flex justify-end gap-1">
          <Button look="ghost" onPress={() => keep(null)}>
            {t('discard')}
          </Button>
          <Button onPress={() => void save()}>{t(other ? 'saveMine' : 'saveNote')}</Button>
        </span>
      )}
    </section>
  );
}
