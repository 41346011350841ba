'use client';

import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import type { MarkJson, MarksAnswer } from '@/lib/api/mark-answers';
import { MARK_COLOURS, MAX_MARK_NAME, markNameOf } from '@/lib/api/mark-choices';
import { api } from '@/lib/api/urls';
import type { Done } from './use-marking';
import { useMarks, useRenewal } from './use-marks';
import { writeJson } from './write-json';

interface Props {
  /** The mark that is changed; null for a new one. */
  mark: MarkJson | null;
  takesFocus?: boolean;
  /** Called with the name that was saved. */
  onSaved(name: string): void;
  onDone(done: Done): void;
}

/** The name and the colour of a mark. */
export function MarkForm({ mark, takesFocus, onSaved, onDone }: Props) {
  const t = useTranslations('marks');
  const sentence = useSentence();
  const renew = useRenewal();
  const { data, mutate } = useMarks();
  const [name, setName] = useState(mark?.name ?? '');
  const [chosen, setColour] = useState<string | null>(mark?.colour ?? null);
  const [error, setError] = useState<string | null>(null);
  const colour = chosen ?? MARK_COLOURS[(data?.marks.length ?? 0) % MARK_COLOURS.length];
  const attempt = async (work: () => Promise<void>) => {
    setError(null);
    try {
      await work();
    } catch (failure) {
      if (!(failure instanceof FetchError)) throw failure;
      setError(sentence(failure));
    } finally {
      void renew();
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    const wanted = markNameOf(name);
    if (wanted === null) {
      setError(t('badName', { max: MAX_MARK_NAME }));
      return;
    }
    void attempt(async () => {
      const body = { name: wanted, colour };
      const saved = mark
        ? await writeJson<MarkJson>('PUT', api.mark(mark.id), body, mark.version)
        : await writeJson<MarkJson>('POST', api.marks(), body);
      await mutate();
      if (!mark) {
        setName('');
        setColour(null);
      }
      onSaved(saved.name);
    });
  };
  const remove = () =>
    attempt(async () => {
      if (!mark) return;
      const { version } = await writeJson<Pick<MarksAnswer, 'version'>>(
        'DELETE',
        api.mark(mark.id),
        undefined,
        mark.version,
      );
      onDone({ text: t('removed', { mark: mark.name }), version });
    });
  return (
    <form onSubmit={save} className="flex flex-col gap-2 rounded-md border border-line p-2">
      <input
        // biome-ignore lint/a11y/noAutofocus: it is what the dialog is for
        autoFocus={takesFocus}
        dir="auto"
        aria-label={t(mark ? 'name' : 'newName')}
        placeholder={t(mark ? 'name' : 'newName')}
        value={name}
        maxLength={MAX_MARK_NAME}
        onChange={(event) => setName(event.target.value)}
        className="h-8 rounded-md border border-line bg-page px-2 placeholder:text-muted"
      />
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">{t('colour')}</legend>
        {MARK_COLOURS.map((one) => (
          <label
            key={one}
            title={t(`colours.${one}`)}
            className="grid size-6 cursor-pointer place-items-center rounded-full has-checked:outline-2 has-checked:outline-accent has-focus-visible:outline-2 has-focus-visible:outline-ink"
          >
            <input
              type="radio"
              name={`colour ${mark?.id ?? 'new'}`}
              aria-label={t(`colours.${one}`)}
              checked={one === colour}
              onChange={() => setColour(one)}
              className="sr-only"
            />
            <span aria-hidden data-mark-colour={one} className="mark-dot size-4 rounded-full" />
          </label>
        ))}
        <span className="ml-auto flex gap-1">
          {mark && (
            <Button look="ghost" className="text-bad" onPress={() => void remove()}>
              {t('remove')}
            </Button>
          )}
          <Button type="submit">{t(mark ? 'save' : 'add')}</Button>
        </span>
      </fieldset>
      {error && (
        <p role="alert" className="text-bad text-small">
          {error}
        </p>
      )}
    </form>
  );
}
