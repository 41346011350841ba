'use client';

import { FileX, RotateCw, TriangleAlert } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { Fault } from './use-heatmap';

/*
 * The states of a cell without a map. Each state looks different, from 64 pixels on: loading is a plain block, failed a
 * framed block with a warning, missing a dashed frame. In narrow cells the texts are only for screen readers and tooltips.
 */

const COVER =
  'absolute inset-0 flex flex-col items-center justify-center gap-1 rounded-md p-1.5 text-center text-small';
const DASHED = 'border border-faint border-dashed bg-page text-muted';

/** Covers the original while its map is loading, so that it is not mistaken for the result. It stays in the document, hidden. */
export function LoadingCell({ id, isLoading }: { id: string; isLoading: boolean }) {
  const t = useTranslations('cell');
  return (
    <span data-cell={isLoading ? 'loading' : undefined} hidden={!isLoading} className="absolute inset-0 bg-well">
      <span className="absolute inset-0 bg-track motion-safe:animate-pulse" />
      <span id={isLoading ? id : undefined} className="sr-only">
        {t('loading')}
      </span>
    </span>
  );
}

interface FaultProps {
  id: string;
  fault: Fault;
  /** Path of the file, relative to the directory of the job. */
  path: string;
  onRetry(): void;
}

/** What is wrong with a map, and the path of its file, if it is the file. */
export function faultText(words: string, fault: Fault, path: string): string {
  return isOfFile(fault) ? `${words}\n${path}` : words;
}

/** Whether a fault is one of the file: all files are away while the store or the server is. */
function isOfFile(fault: Fault): boolean {
  return fault !== 'unreachable' && fault !== 'store' && fault !== 'refused';
}

/** A recorded map that cannot be shown: its file is missing, or there is another error. */
export function FaultCell({ id, fault, path, onRetry }: FaultProps) {
  const t = useTranslations('cell');
  const app = useTranslations('app');
  const where = isOfFile(fault) ? path : null;
  if (fault === 'missing') return <MissingFile id={id} path={path} />;
  return (
    <span data-cell="failed" title={faultText(t(fault), fault, path)} className={`${COVER} border border-bad bg-well`}>
      <TriangleAlert size={16} aria-hidden className="shrink-0 text-bad" />
      <span id={id} className="@max-[9rem]:sr-only min-w-0 leading-tight">
        {t(fault)}
        {where !== null && <Path path={where} />}
      </span>
      <button
        type="button"
        onClick={onRetry}
        title={`${app('retry')}\n${faultText(t(fault), fault, path)}`}
        className="relative z-10 inline-flex h-6 min-w-6 shrink-0 items-center justify-center gap-1 rounded-md border border-line bg-panel @min-[6rem]:px-2 hover:border-faint"
      >
        <RotateCw size={12} aria-hidden />
        <span className="@max-[6rem]:sr-only">{app('retry')}</span>
      </button>
    </span>
  );
}

/** A recorded picture whose file is missing. */
export function MissingFile({ id, path }: { id?: string; path?: string }) {
  const t = useTranslations('cell');
  return (
    <span
      data-cell="missing"
      title={path === undefined ? undefined : faultText(t('missing'), 'missing', path)}
      className={`${COVER} ${DASHED}`}
    >
      <FileX size={16} aria-hidden className="shrink-0" />
      <span id={id} className="min-w-0 leading-tight">
        {t('missing')}
        {path !== undefined && <Path path={path} />}
      </span>
    </span>
  );
}

/** A recorded original that cannot be shown, and the reason. */
export function BrokenFile({ reason }: { reason: string }) {
  return (
    <span data-cell="broken" title={reason} className={`${COVER} border border-bad bg-well`}>
      <TriangleAlert size={16} aria-hidden className="shrink-0 text-bad" />
      <span className="@max-[9rem]:sr-only min-w-0 text-balance leading-tight [overflow-wrap:anywhere]">{reason}</span>
    </span>
  );
}

/** The path of a file, if there is room for it. */
function Path({ path }: { path: string }) {
  return (
    <span className="@max-[9rem]:sr-only mt-1 block text-muted text-tiny [overflow-wrap:anywhere]">{` ${path}`}</span>
  );
}

/** A map that was not recorded, or not yet; `reason` says which. */
export function AbsentCell({ reason }: { reason: 'absent' | 'notRead' | 'notWritten' | 'lost' }) {
  const t = useTranslations('cell');
  return (
    <div
      data-cell="absent"
      title={t(reason)}
      className={`@container aspect-[var(--frame-aspect,1)] min-h-0 w-full overflow-hidden rounded-md ${DASHED}`}
    >
      <span className="grid size-full place-items-center p-1 text-center text-small leading-tight">{t(reason)}</span>
    </div>
  );
}

/** A note in the corner of a map. */
export function CellRemark({ id, place, children }: { id: string; place: 'top' | 'bottom'; children: string }) {
  return (
    <span
      id={id}
      data-remark
      className={`absolute left-1 max-w-[calc(100%-.5rem)] rounded bg-black/75 px-1 text-tiny text-white ${place === 'top' ? 'top-1' : 'bottom-1 @max-[8rem]:sr-only truncate'}`}
    >
      {children}
    </span>
  );
}
