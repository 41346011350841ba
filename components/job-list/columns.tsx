'use client';

import { createColumnHelper, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';
import { lacksPictures, StateDot, usePictureSentence, useStateWord } from '@/components/frame/job-state';
import { useBytes } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { RelativeTime } from '@/components/kit/time';
import type { JobRow } from '@/lib/api/job-answers';
import { pages } from '@/lib/api/urls';
import { JobFlags } from './job-flags';
import { PickButton } from './pick-button';
import { Preview } from './preview';

export const features = tableFeatures({ rowSortingFeature });

const column = createColumnHelper<typeof features, JobRow>();

/** The columns of the job list; an id is a sort key of the API. The server sorts. */
export const columns = column.columns([
  column.display({ id: 'preview', cell: ({ row }) => <Preview job={row.original} /> }),
  column.accessor('path', { id: 'path', cell: ({ row }) => <Name job={row.original} /> }),
  column.accessor('samples', { id: 'samples', cell: ({ getValue }) => <Count value={getValue()} /> }),
  column.accessor('labels', { id: 'labels', cell: ({ getValue }) => <Count value={getValue()} /> }),
  column.accessor('explainers', { id: 'explainers', cell: ({ getValue }) => <Count value={getValue()} /> }),
  column.display({ id: 'views', cell: ({ row }) => <Views job={row.original} /> }),
  column.accessor('state', { id: 'state', cell: ({ row }) => <State job={row.original} /> }),
  column.accessor('updated', { id: 'updated', cell: ({ getValue }) => <RelativeTime time={getValue()} /> }),
  column.accessor('size', { id: 'size', cell: ({ getValue }) => <Size bytes={getValue()} /> }),
]);

function Name({ job }: { job: JobRow }) {
  return (
    <span className="flex items-center gap-2">
      <span className="min-w-0 flex-1">
        <Path job={job} />
      </span>
      <JobFlags job={job} />
    </span>
  );
}

function Path({ job }: { job: JobRow }) {
  return (
    <Link
      href={pages.saliency(job.key)}
      prefetch={false}
      data-row-link
      className="block truncate font-semibold after:absolute after:inset-0 after:content-[''] focus-visible:outline-none"
      title={job.name}
    >
      <PathText path={job.name} />
    </Link>
  );
}

/** Jobs differ at the end of their path, so the directories before it are shortened first. */
function PathText({ path }: { path: string }) {
  const cut = path.lastIndexOf('/') + 1;
  return (
    <span className="flex min-w-0">
      <bdi className="truncate font-normal text-muted">{path.slice(0, cut)}</bdi>
      <MiddleEllipsis text={path.slice(cut)} title={path} className="max-w-full shrink-0" />
    </span>
  );
}

function Count({ value }: { value: number | null }) {
  const format = useFormatter();
  const t = useTranslations('list');
  if (value === null)
    return (
      <span className="text-muted" title={t('unread')}>
        –
      </span>
    );
  return format.number(value);
}

function Views({ job }: { job: JobRow }) {
  const { key, views } = job;
  const t = useTranslations('list');
  return (
    <span className="flex items-center gap-3">
      <View href={pages.saliency(key)} label={t('saliency')} />
      <View
        href={pages.counterfactual(key)}
        label={t('counterfactual')}
        why={views.counterfactual ? undefined : t('noCounterfactual')}
      />
      <View
        href={pages.evaluation(key)}
        label={t('evaluation')}
        why={views.evaluation ? undefined : t('noEvaluation')}
      />
      <PickButton job={job} />
    </span>
  );
}

/** A link to a view; disabled if there is nothing to show, with `why` as its tooltip. */
function View({ href, label, why }: { href: string; label: string; why?: string }) {
  if (why !== undefined) {
    return (
      <span className="relative z-10 text-muted" title={why}>
        {label}
      </span>
    );
  }
  return (
    <Link href={href} prefetch={false} className="relative z-10 text-accent hover:underline">
      {label}
    </Link>
  );
}

/** The state of a job, with the reason as a tooltip, and the numbers of missing and unreadable pictures. */
function State({ job: { state, message, pictures } }: { job: JobRow }) {
  const word = useStateWord();
  const sentence = usePictureSentence();
  const t = useTranslations('state');
  const reason = [message ?? t(`${state}Help`), sentence(pictures)].filter(Boolean).join('\n');
  return (
    <span className="relative z-10 inline-grid grid-cols-[auto_1fr] items-center gap-x-2 leading-tight" title={reason}>
      <StateDot state={state} pictures={pictures} />
      {word(state)}
      {pictures && lacksPictures(pictures) && <PictureNote pictures={pictures} />}
    </span>
  );
}

/** The numbers of missing and of unreadable pictures. */
function PictureNote({ pictures: { missing, unreadable, total } }: { pictures: NonNullable<JobRow['pictures']> }) {
  const t = useTranslations('state');
  const notes = [
    missing > 0 && t('missingShort', { count: missing }),
    unreadable > 0 && t('unreadableShort', { count: unreadable }),
  ].filter((note) => note !== false);
  return notes.map((note) => (
    <span key={note} className="col-start-2 wide:whitespace-nowrap text-fn text-small">
      {total === null && '≥ '}
      {note}
    </span>
  ));
}

function Size({ bytes }: { bytes: number }) {
  return useBytes()(bytes);
}
