'use client';

import Link from 'next/link';
import { useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import { RelativeTime } from '@/components/kit/time';
import { TitledDialog } from '@/components/kit/titled-dialog';
import { idsThatFit } from '@/lib/api/id-list';
import { samplesHref } from '@/lib/api/insight-links';
import type { AsideAnswer, CarriedAnswer, JobMarksAnswer } from '@/lib/api/mark-answers';
import { api } from '@/lib/api/urls';
import { useReadOnlyReason } from './read-only';
import { type Done, useMarking } from './use-marking';
import { useMarks, useRenewal } from './use-marks';
import { writeJson } from './write-json';

type Aside = JobMarksAnswer['aside'][number];

interface Props {
  jobKey: string;
  aside: readonly Aside[];
  onClose(): void;
}

/** The marks and notes of former runs at the path of a job: to be looked at, carried over, exported or removed. */
export function AsideDialog({ jobKey, aside, onClose }: Props) {
  const t = useTranslations('marks.aside');
  const inMarks = useTranslations('marks');
  const { data: marks } = useMarks();
  const { data: job } = useJob(jobKey);
  const [done, setDone] = useState<Done | null>(null);
  const marking = useMarking(jobKey, job?.generation ?? undefined);
  const reasonOf = useReadOnlyReason();
  const readOnly = marks?.readOnly ?? null;
  return (
    <TitledDialog title={t('title')} width="max-w-lg" onClose={onClose}>
      <p className="text-muted">{t('help')}</p>
      {readOnly && <p className="text-muted">{inMarks('readOnly', { why: reasonOf(readOnly) })}</p>}
      <p role={done?.isError ? 'alert' : 'status'} className={done?.isError ? 'text-bad' : 'empty:hidden'}>
        {done?.text}
        {done?.version != null && (
          <Button
            look="ghost"
            className="ml-1"
            onPress={() => done.version !== null && void marking.undo(done.version).then(setDone)}
          >
            {inMarks('undo')}
          </Button>
        )}
      </p>
      {aside.length === 0 && <p>{t('nothing')}</p>}
      {aside.map((one) => (
        <Former
          key={one.id}
          jobKey={jobKey}
          generation={job?.generation ?? undefined}
          former={one}
          isReadOnly={marks === undefined || readOnly !== null}
          onOpen={onClose}
          onDone={setDone}
        />
      ))}
    </TitledDialog>
  );
}

interface FormerProps {
  jobKey: string;
  generation: string | undefined;
  former: Aside;
  isReadOnly: boolean;
  onOpen(): void;
  onDone(done: Done): void;
}

/** The samples of one former run, and what can be done with their marks. */
function Former({ jobKey, generation, former, isReadOnly, onOpen, onDone }: FormerProps) {
  const t = useTranslations('marks.aside');
  const sentence = useSentence();
  const renew = useRenewal();
  const [isRemoving, setRemoving] = useState(false);
  const { data, error, mutate } = useSWR<AsideAnswer, Error>(api.aside(jobKey, former.id));
  const settle = async (action: 'carry' | 'remove') => {
    try {
      const answer = await writeJson<CarriedAnswer>('POST', api.aside(jobKey, former.id), { action, generation });
      const { marked, notes, kept, version } = answer;
      const text = t(action === 'carry' ? 'carried' : 'removed', { marked, notes });
      onDone({ text: kept > 0 ? `${text} ${t('kept', { kept })}` : text, version: marked > 0 ? version : null });
      setRemoving(false);
    } catch (failure) {
      if (!(failure instanceof FetchError)) throw failure;
      onDone({ text: sentence(failure), version: null, isError: true });
    } finally {
      void renew();
      void mutate();
    }
  };
  const here = idsThatFit((data?.samples ?? []).flatMap(({ sample, isPresent }) => (isPresent ? [sample] : [])));
  return (
    <section
      aria-label={t('former', { samples: former.samples })}
      className="flex flex-col gap-2 border-line border-t pt-3"
    >
      <h3 className="flex items-baseline justify-between gap-2 font-semibold">
        {t('former', { samples: former.samples })}
        <span className="font-normal text-muted text-small">
          <RelativeTime time={former.written} />
        </span>
      </h3>
      {error && !data && (
        <p role="alert" className="text-bad">
          {sentence(error)}
        </p>
      )}
      {!data && !error && <p className="text-muted">{t('loading')}</p>}
      {data && (
        <>
          <p className="text-muted">
            {t('match', { present: data.present, total: data.total, same: data.samePicture })}
            {former.notes > 0 && ` ${t('notes', { count: former.notes })}`}
          </p>
          <ul
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
            tabIndex={0}
            aria-label={t('samples')}
            className="max-h-48 overflow-y-auto rounded-md border border-line empty:hidden"
          >
            {data.samples.map(({ sample, marks, note, isPresent, isSamePicture }) => (
              <li key={sample} className="flex gap-2 border-line px-2 py-1 not-first:border-t">
                <span className="shrink-0 font-medium"># {sample}</span>
                <bdi className="min-w-0 flex-1 truncate" title={note ?? undefined}>
                  {[...marks, ...(note === null ? [] : [note])].join(' · ')}
                </bdi>
                <span className={`shrink-0 text-small ${isSamePicture ? 'text-muted' : 'text-fn'}`}>
                  {t(isSamePicture ? 'samePicture' : isPresent ? 'otherPicture' : 'absent')}
                </span>
              </li>
            ))}
          </ul>
          {data.total > data.samples.length && (
            <p className="text-muted text-small">{t('more', { count: data.total - data.samples.length })}</p>
          )}
        </>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {here.length > 0 && (
          <Link
            href={samplesHref(jobKey, {}, here)}
            prefetch={false}
            onClick={onOpen}
            className="text-accent hover:underline"
          >
            {t('open', { count: here.length })}
          </Link>
        )}
        <a href={api.exportMarks(former.id)} download className="text-accent hover:underline">
          {t('export')}
        </a>
        {!isReadOnly && (
          <span className="ml-auto flex flex-wrap gap-2">
            {isRemoving ? (
              <>
                <Button look="ghost" onPress={() => setRemoving(false)}>
                  {t('keep')}
                </Button>
                <Button className="text-bad" onPress={() => void settle('remove')}>
                  {t('removeAll')}
                </Button>
              </>
            ) : (
              <>
                <Button look="ghost" className="text-bad" onPress={() => setRemoving(true)}>
                  {t('remove')}
                </Button>
                <Button
                  look="accent"
                  isDisabled={data === undefined || (data.present === 0 && former.notes === 0)}
                  onPress={() => void settle('carry')}
                >
                  {t('carry')}
                </Button>
              </>
            )}
          </span>
        )}
      </div>
      {isRemoving && <p className="text-small">{t('removeHelp')}</p>}
    </section>
  );
}
