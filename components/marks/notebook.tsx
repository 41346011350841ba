'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Help } from '@/components/kit/help';
import { TitledDialog } from '@/components/kit/titled-dialog';
import { api } from '@/lib/api/urls';
import { NoteField } from './note-field';
import { useReadOnlyReason } from './read-only';
import { SavedViews } from './saved-views';
import { useMarks } from './use-marks';

/** The saved views and, on the pages of a job, the note on it. */
export function Notebook({ onClose }: { onClose(): void }) {
  const t = useTranslations('marks');
  const path = usePathname();
  const search = useSearchParams().toString();
  const { data } = useMarks();
  const [, jobKey] = /^\/jobs\/([^/]+)/.exec(path) ?? [];
  const reasonOf = useReadOnlyReason();
  const readOnly = data?.readOnly ?? null;
  return (
    <TitledDialog title={t('notebook')} beside={<Help topic="views" />} width="max-w-md" onClose={onClose}>
      {readOnly && <p className="text-muted">{t('readOnly', { why: reasonOf(readOnly) })}</p>}
      {jobKey !== undefined && <JobNote jobKey={jobKey} isReadOnly={readOnly !== null} />}
      <SavedViews
        address={search === '' ? path : `${path}?${search}`}
        isReadOnly={readOnly !== null}
        onOpen={onClose}
      />
      <a href={api.exportMarks()} download className="self-start text-accent hover:underline">
        {t('export')}
      </a>
    </TitledDialog>
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
