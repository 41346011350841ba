'use client';

import { X } from 'lucide-react';
import { usePathname, useSearchParams } from 'next/navigation';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { Help } from '@/components/kit/help';
import { api } from '@/lib/api/urls';
import { NoteField } from './note-field';
import { SavedViews } from './saved-views';
import { useMarks } from './use-marks';

/** The saved views and, on the pages of a job, the note on it. */
export function Notebook({ onClose }: { onClose(): void }) {
  const t = useTranslations('marks');
  const app = useTranslations('app');
  const path = usePathname();
  const search = useSearchParams().toString();
  const { data } = useMarks();
  const [, jobKey] = /^\/jobs\/([^/]+)/.exec(path) ?? [];
  const readOnly = data?.readOnly ?? null;
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="fixed inset-0 z-50 grid place-items-center bg-black/30 p-3"
    >
      <Modal className="max-h-full w-full max-w-md overflow-y-auto rounded-md border border-line bg-panel shadow-[0_16px_48px_rgb(0_0_0/.25)]">
        <Dialog className="flex flex-col gap-4 p-4 outline-none">
          <div className="flex items-center gap-1">
            <Heading slot="title" className="mr-auto font-semibold text-[15px]">
              {t('notebook')}
            </Heading>
            <Help topic="views" />
            <Button isSquare look="ghost" title={app('close')} onPress={onClose}>
              <X size={16} aria-hidden />
            </Button>
          </div>
          {readOnly && <p className="text-muted">{t('readOnly', { why: readOnly.message })}</p>}
          {jobKey !== undefined && <JobNote jobKey={jobKey} isReadOnly={readOnly !== null} />}
          <SavedViews
            address={search === '' ? path : `${path}?${search}`}
            isReadOnly={readOnly !== null}
            onOpen={onClose}
          />
          <a href={api.exportMarks()} download className="self-start text-accent hover:underline">
            {t('export')}
          </a>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function JobNote({ jobKey, isReadOnly }: { jobKey: string; isReadOnly: boolean }) {
  const t = useTranslations('marks');
  const { data: job } = useJob(jobKey);
  return (
    <NoteField
      address={api.note(jobKey, 'job')}
      generation={job?.generation ?? undefined}
      label={t('noteOnJob')}
      isReadOnly={isReadOnly}
    />
  );
}
