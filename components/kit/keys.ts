'use client';

import { type RefObject, useEffect, useRef } from 'react';

/** Whether a key event belongs to a field, a list or a dialog, and not to the page. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.closest('input, textarea, select, [contenteditable], [role=dialog], [role=listbox], [role=menu]') !== null
  );
}

/** Registers keyboard shortcuts of the page; if an action returns false, the default action of the browser is kept. */
export function useKeys(actions: Record<string, (event: KeyboardEvent) => unknown>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const action = latest.current[event.key];
      if (!action || isTaken(event)) return;
      if (action(event) !== false) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** Registers a key handler of the dialog that contains `part`; if `press` returns true, the default action is prevented. */
export function useDialogKeys(part: RefObject<HTMLElement | null>, press: (key: string) => boolean): void {
  const latest = useRef(press);
  useEffect(() => {
    latest.current = press;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
      const isOurs = target.closest('[role=dialog]')?.contains(part.current);
      if (!isOurs || target.closest('input, select, [role=menu]') !== null) return;
      if (latest.current(event.key)) event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [part]);
}
