'use client';

import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { CheckMark } from '@/components/kit/check-mark';
import type { MarkJson } from '@/lib/api/mark-answers';
import { MarkDot } from './mark-dot';
import { MarkForm } from './mark-form';
import type { Done } from './use-marking';

interface Props {
  marks: readonly MarkJson[];
  /** The marks of the sample; null if the list is for several samples. */
  given: readonly string[] | null;
  isReadOnly: boolean;
  /** Gives the mark of this name, or takes it away. */
  onPress(name: string, remove: boolean): void;
  onDone(done: Done): void;
}

/** All marks, to be given or taken away by a click, or by the digits 1–9; marks are added and changed here, too. */
export function MarkList({ marks, given, isReadOnly, onPress, onDone }: Props) {
  const t = useTranslations('marks');
  const [edited, setEdited] = useState<number | null>(null);
  const has = (name: string) => given?.includes(name) ?? false;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: digits are a shortcut for the buttons inside
    <div
      onKeyDown={({ key, target }) => {
        const mark = /^[1-9]$/.test(key) ? marks[Number(key) - 1] : undefined;
        if (mark && !isReadOnly && !(target instanceof HTMLInputElement)) onPress(mark.name, has(mark.name));
      }}
      className="flex flex-col gap-2"
    >
      {marks.length === 0 && <p className="text-muted">{t('none')}</p>}
      <ul className="flex flex-col">
        {marks.map((mark, index) => (
          <li key={mark.id} className="flex flex-col">
            <div className="flex items-center gap-1">
              {given === null ? (
                <>
                  <span className="flex min-w-0 flex-1 items-center gap-2">
                    <MarkDot colour={mark.colour} />
                    <bdi className="truncate">{mark.name}</bdi>
                  </span>
                  <Button
                    isDisabled={isReadOnly}
                    onPress={() => onPress(mark.name, false)}
                    aria-label={t('give', { mark: mark.name })}
                  >
                    {t('mark')}
                  </Button>
                  <Button
                    look="ghost"
                    isDisabled={isReadOnly}
                    onPress={() => onPress(mark.name, true)}
                    aria-label={t('take', { mark: mark.name })}
                  >
                    {t('unmark')}
                  </Button>
                </>
              ) : (
                <button
                  type="button"
                  aria-pressed={has(mark.name)}
                  disabled={isReadOnly}
                  onClick={() => onPress(mark.name, has(mark.name))}
                  className="flex min-h-8 min-w-0 flex-1 items-center gap-2 rounded px-1.5 text-left hover:bg-well disabled:cursor-default"
                >
                  <CheckMark isChecked={has(mark.name)} />
                  <MarkDot colour={mark.colour} />
                  <bdi className="min-w-0 flex-1 truncate">{mark.name}</bdi>
                  {index < 9 && (
                    <kbd aria-hidden className="font-sans text-muted text-small">
                      {index + 1}
                    </kbd>
                  )}
                </button>
              )}
              {!isReadOnly && (
                <Button
                  isSquare
                  look="ghost"
                  className="text-muted"
                  aria-expanded={edited === mark.id}
                  title={t('edit', { mark: mark.name })}
                  onPress={() => setEdited(edited === mark.id ? null : mark.id)}
                >
                  <Pencil size={13} aria-hidden />
                </Button>
              )}
            </div>
            {edited === mark.id && !isReadOnly && (
              <MarkForm key={mark.version} mark={mark} onSaved={() => setEdited(null)} onDone={onDone} />
            )}
          </li>
        ))}
      </ul>
      {!isReadOnly && (
        <MarkForm
          mark={null}
          takesFocus={marks.length === 0}
          onSaved={(name) => onPress(name, false)}
          onDone={onDone}
        />
      )}
    </div>
  );
}
