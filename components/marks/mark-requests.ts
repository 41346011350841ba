/* What the user wants to mark. Small, because it belongs to the first load of every view; what acts on it is loaded on demand. */
import type { MarkTarget } from './mark-target';

export interface MarkRequest {
  target: MarkTarget;
  /** Whether to use the last mark at once, instead of showing a choice. */
  isQuick: boolean;
}

const EVENT = 'salient-mark';

/** Shows the marks of samples. */
export function openMarks(target: MarkTarget): void {
  window.dispatchEvent(new CustomEvent(EVENT, { detail: { target, isQuick: false } satisfies MarkRequest }));
}

/** Where the pointer or the focus was put last. */
let last: Element | null = null;

/** Ids of the samples that are selected on the page. */
let selected: readonly number[] = [];

/** Makes the keys act on a selection of samples, unless a dialog is open; on no selection if it is empty. */
export function selectForMarks(ids: readonly number[]): void {
  selected = ids;
}

/**
 * Calls `use` for each request: `m` marks with the last mark, `M` shows all marks. What the keys are about is loaded when one is pressed.
 * Returns a function that ends that.
 */
export function onMarkRequest(use: (request: MarkRequest) => void): () => void {
  const end = new AbortController();
  const onEvent = (event: Event) => use((event as CustomEvent<MarkRequest>).detail);
  const onKey = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (key !== 'm' && key !== 'M') return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element))
      return;
    if (target.closest('input, textarea, select, [contenteditable], [role=listbox], [role=menu]')) return;
    event.preventDefault();
    const place = last;
    void import('./mark-target').then(({ targetOfKeys }) => {
      const found = targetOfKeys(place, selected);
      if (found !== null && !end.signal.aborted) use({ target: found, isQuick: key === 'm' && !('filter' in found) });
    });
  };
  const onPlace = ({ target }: Event) => {
    last = target instanceof Element ? target : null;
  };
  const { signal } = end;
  window.addEventListener(EVENT, onEvent, { signal });
  window.addEventListener('keydown', onKey, { signal });
  window.addEventListener('pointerover', onPlace, { signal });
  window.addEventListener('focusin', onPlace, { signal });
  return () => end.abort();
}
