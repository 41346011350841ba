'use client';

import useSWR from 'swr';
import { useFormatter, useTranslations } from 'use-intl';
import { Help } from '@/components/kit/help';
import { useSentence } from '@/components/kit/sentence';
import { TitledDialog } from '@/components/kit/titled-dialog';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { FacetsAnswer, SampleAnswer } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { MarkList } from './mark-list';
import type { MarkTarget } from './mark-target';
import { NoteField } from './note-field';
import { useReadOnlyReason } from './read-only';
import type { Done, useMarking } from './use-marking';
import { useMarks } from './use-marks';

interface Props {
  job: JobAnswer;
  target: MarkTarget;
  marking: ReturnType<typeof useMarking>;
  onDone(done: Done): void;
  onClose(): void;
}

/** The marks of a sample and its note; or the marks that a selection can be given. */
export function MarkPanel({ job, target, marking, onDone, onClose }: Props) {
  const t = useTranslations('marks');
  const format = useFormatter();
  const sentence = useSentence();
  const marks = useMarks();
  const id = 'sample' in target ? target.sample : null;
  const sample = useSWR<SampleAnswer, Error>(id === null ? null : api.sample(job.key, id));
  const filter = 'filter' in target ? new URLSearchParams(target.filter) : null;
  const facets = useSWR<FacetsAnswer, Error>(filter && api.facets(job.key, filter));
  const count = 'ids' in target ? target.ids.length : filter ? facets.data?.total : 1;
  const error = marks.error ?? sample.error ?? facets.error;
  const reasonOf = useReadOnlyReason();
  const readOnly = marks.data?.readOnly ?? null;
  const title =
    id !== null
      ? t('ofSample', { id })
      : count === undefined
        ? t('title')
        : t('markMany', { count: format.number(count) });
  const press = async (name: string, remove: boolean) => {
    const done = await marking.mark(target, name, remove);
    onDone(done);
    if (id === null && !done.isError) onClose();
  };
  return (
    <TitledDialog title={title} beside={<Help topic="marks" />} width="max-w-sm" onClose={onClose}>
      {error && (
        <p role="alert" className="text-bad">
          {sentence(error)}
        </p>
      )}
      {readOnly && <p className="text-muted">{t('readOnly', { why: reasonOf(readOnly) })}</p>}
      {!marks.data && !error && <p className="text-muted">{t('loading')}</p>}
      {marks.data && (
        <MarkList
          marks={marks.data.marks}
          given={id === null ? null : (sample.data?.sample.marks ?? [])}
          isReadOnly={readOnly !== null || count === 0}
          onPress={press}
          onDone={onDone}
        />
      )}
      {id !== null && (
        <NoteField
          key={id}
          address={api.note(job.key, `samples/${id}`)}
          generation={job.generation ?? undefined}
          label={t('noteOnSample', { id })}
          isReadOnly={readOnly !== null}
        />
      )}
    </TitledDialog>
  );
}
