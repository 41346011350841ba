'use client';

import { X } from 'lucide-react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import useSWR from 'swr';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Help } from '@/components/kit/help';
import { useSentence } from '@/components/kit/sentence';
import type { FacetsAnswer, JobAnswer, SampleAnswer } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';
import { MarkList } from './mark-list';
import type { MarkTarget } from './mark-target';
import { NoteField } from './note-field';
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
  const app = useTranslations('app');
  const format = useFormatter();
  const sentence = useSentence();
  const marks = useMarks();
  const id = 'sample' in target ? target.sample : null;
  const sample = useSWR<SampleAnswer, Error>(id === null ? null : api.sample(job.key, id));
  const filter = 'filter' in target ? new URLSearchParams(target.filter) : null;
  const facets = useSWR<FacetsAnswer, Error>(filter && api.facets(job.key, filter));
  const count = 'ids' in target ? target.ids.length : filter ? facets.data?.total : 1;
  const error = marks.error ?? sample.error ?? facets.error;
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
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="fixed inset-0 z-50 grid place-items-center bg-black/30 p-3"
    >
      <Modal className="max-h-full w-full max-w-sm overflow-y-auto rounded-md border border-line bg-panel shadow-[0_16px_48px_rgb(0_0_0/.25)]">
        <Dialog className="flex flex-col gap-3 p-4 outline-none">
          <div className="flex items-center gap-1">
            <Heading slot="title" className="mr-auto font-semibold text-[15px]">
              {title}
            </Heading>
            <Help topic="marks" />
            <Button isSquare look="ghost" title={app('close')} onPress={onClose}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          {error && (
            <p role="alert" className="text-bad">
              {sentence(error)}
            </p>
          )}
          {readOnly && <p className="text-muted">{t('readOnly', { why: readOnly.message })}</p>}
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
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
