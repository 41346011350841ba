'use client';

import { Trash2 } from 'lucide-react';
import Link from 'next/link';
import { type FormEvent, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import type { ViewJson, ViewsAnswer } from '@/lib/api/mark-answers';
import { MAX_VIEW_NAME } from '@/lib/api/mark-choices';
import { api } from '@/lib/api/urls';
import { writeJson } from './write-json';

interface Props {
  /** Of the page, to be saved. */
  address: string;
  isReadOnly: boolean;
  /** Called when a view is opened. */
  onOpen(): void;
}

/** The saved views as links; the current page can be saved under a name. */
export function SavedViews({ address, isReadOnly, onOpen }: Props) {
  const t = useTranslations('marks');
  const sentence = useSentence();
  const { data, error, mutate } = useSWR<ViewsAnswer, Error>(api.views());
  const [name, setName] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const attempt = async (work: () => Promise<unknown>) => {
    setFailure(null);
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof FetchError)) throw thrown;
      setFailure(sentence(thrown));
    } finally {
      void mutate();
    }
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    void attempt(async () => {
      const same = data?.views.find((view) => view.name === name.trim());
      if (same) await writeJson<ViewJson>('PUT', api.view(same.id), { address }, same.version);
      else await writeJson<ViewJson>('POST', api.views(), { name, address });
      setName('');
    });
  };
  const isTaken = data?.views.some((view) => view.name === name.trim()) ?? false;
  return (
    <section aria-label={t('views')} className="flex flex-col gap-2">
      <h3 className="text-muted text-small">{t('views')}</h3>
      {data?.views.length === 0 && <p className="text-muted">{t('noViews')}</p>}
      {!data && !error && <p className="text-muted">{t('loading')}</p>}
      <ul className="flex max-h-72 flex-col overflow-y-auto">
        {data?.views.map((view) => (
          <li key={view.id} className="flex items-center gap-1">
            <Link
              href={view.address}
              prefetch={false}
              title={view.address}
              onClick={onOpen}
              className="min-w-0 flex-1 rounded px-1.5 py-1 hover:bg-well"
            >
              <bdi className="block truncate">{view.name}</bdi>
              <bdi className="block truncate text-muted text-small">{view.address}</bdi>
            </Link>
            {!isReadOnly && (
              <Button
                isSquare
                look="ghost"
                className="text-muted"
                title={t('removeView', { name: view.name })}
                onPress={() => void attempt(() => writeJson('DELETE', api.view(view.id), undefined, view.version))}
              >
                <Trash2 size={13} aria-hidden />
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!isReadOnly && (
        <form onSubmit={save} className="flex gap-1">
          <input
            dir="auto"
            aria-label={t('viewName')}
            placeholder={t('viewName')}
            value={name}
            maxLength={MAX_VIEW_NAME}
            onChange={(event) => setName(event.target.value)}
            className="h-8 min-w-0 flex-1 rounded-md border border-line bg-page px-2 placeholder:text-muted"
          />
          <Button type="submit" className="h-8" isDisabled={name.trim() === ''}>
            {t(isTaken ? 'replaceView' : 'saveView')}
          </Button>
        </form>
      )}
      {(failure ?? error) && (
        <p role="alert" className="text-bad text-small">
          {failure ?? (error && sentence(error))}
        </p>
      )}
    </section>
  );
}
