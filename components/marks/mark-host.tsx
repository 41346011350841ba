'use client';

import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { lastMark } from './last-mark';
import { MarkPanel } from './mark-panel';
import type { MarkRequest } from './mark-requests';
import type { MarkTarget } from './mark-target';
import { type Done, useMarking } from './use-marking';
import { useMarks } from './use-marks';

/** What was done can be undone here for so long, milliseconds. */
const SHOWN_MS = 8_000;

interface Props {
  jobKey: string;
  /** The latest request; a new one is another object. */
  request: MarkRequest;
}

/** Acts on requests to mark samples of a job: marks them at once, or shows the marks; then says what was done and offers to undo it. */
export function MarkHost({ jobKey, request }: Props) {
  const { data: job } = useJob(jobKey);
  const { data: marks } = useMarks();
  const [open, setOpen] = useState<MarkTarget | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const marking = useMarking(jobKey, job?.generation ?? undefined);
  const names = marks?.marks.map(({ name }) => name);
  const act = ({ target, isQuick }: MarkRequest) => {
    const name = lastMark();
    if (isQuick && name !== null && names?.includes(name) && !marks?.readOnly)
      void marking.toggle(target, name).then(setDone);
    else setOpen(target);
  };
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  // The first request may come before the marks are known.
  const isKnown = marks !== undefined;
  const acted = useRef<MarkRequest | null>(null);
  useEffect(() => {
    if (!isKnown || acted.current === request) return;
    acted.current = request;
    latest.current(request);
  }, [isKnown, request]);
  return (
    <>
      {open && job && (
        <MarkPanel job={job} target={open} marking={marking} onDone={setDone} onClose={() => setOpen(null)} />
      )}
      <UndoToast
        done={done}
        onUndo={(version) => void marking.undo(version).then(setDone)}
        onClose={() => setDone(null)}
      />
    </>
  );
}

interface ToastProps {
  done: Done | null;
  onUndo(version: number): void;
  onClose(): void;
}

/** Says what was done; Ctrl+Z or the button undoes it. */
function UndoToast({ done, onUndo, onClose }: ToastProps) {
  const t = useTranslations('marks');
  const [isHeld, setHeld] = useState(false);
  const latest = useRef({ onUndo, onClose });
  useEffect(() => {
    latest.current = { onUndo, onClose };
  });
  useEffect(() => {
    if (done === null) return;
    const timer = isHeld ? undefined : setTimeout(() => latest.current.onClose(), SHOWN_MS);
    const onKey = (event: KeyboardEvent) => {
      const isField = event.target instanceof Element && event.target.closest('input, textarea, [contenteditable]');
      if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || isField || done.version === null)
        return;
      event.preventDefault();
      latest.current.onUndo(done.version);
    };
    window.addEventListener('keydown', onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKey);
    };
  }, [done, isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it stays while it is looked at
    <div
      role={done?.isError ? 'alert' : 'status'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="-translate-x-1/2 fixed bottom-16 left-1/2 z-[60] flex max-w-[calc(100vw-1.5rem)] items-center gap-3 rounded-md bg-ink text-page empty:hidden"
      data-react-aria-top-layer
    >
      {done && (
        <>
          <span className="py-1.5 pl-3 last:pr-3 [overflow-wrap:anywhere]">{done.text}</span>
          {done.version !== null && (
            <button
              type="button"
              onClick={() => done.version !== null && onUndo(done.version)}
              className="min-h-8 shrink-0 px-3 font-semibold underline"
            >
              {t('undo')}
            </button>
          )}
        </>
      )}
    </div>
  );
}
