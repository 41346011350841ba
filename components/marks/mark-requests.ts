/* What the user wants to mark. Small, because it belongs to the first load of every view; what acts on it is loaded on demand. */

/** Samples of a job: one, some, or all that match a filter. */
export type MarkTarget =
  | { sample: number }
  | { ids: readonly number[] }
  /** A query string as of `/facets`, and the number of samples that match it, if known. */
  | { filter: string; count?: number };

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

/** What the keys are about: in a dialog its sample, else what the pointer or the focus is on, else the only sample of the page. */
function targetOfKeys(): MarkTarget | null {
  const dialog = document.querySelector('[role=dialog]');
  const own = dialog?.querySelector('[data-sample]') ?? null;
  if (dialog && !own) return null;
  const all = document.querySelectorAll('main [data-sample]');
  const found =
    own ??
    (last?.isConnected ? last.closest('[data-sample], [data-mark]') : null) ??
    (all.length === 1 ? all[0] : null);
  const { sample, mark } = (found as HTMLElement | null)?.dataset ?? {};
  if (sample !== undefined) return { sample: Number(sample) };
  return mark === undefined ? null : { filter: mark };
}

/** Calls `use` for each request: `m` marks with the last mark, `M` shows all marks. Returns a function that ends that. */
export function onMarkRequest(use: (request: MarkRequest) => void): () => void {
  const onEvent = (event: Event) => use((event as CustomEvent<MarkRequest>).detail);
  const onKey = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (key !== 'm' && key !== 'M') return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element))
      return;
    if (target.closest('input, textarea, select, [contenteditable], [role=listbox], [role=menu]')) return;
    const found = targetOfKeys();
    if (found === null) return;
    event.preventDefault();
    use({ target: found, isQuick: key === 'm' && 'sample' in found });
  };
  const onPlace = ({ target }: Event) => {
    last = target instanceof Element ? target : null;
  };
  const end = new AbortController();
  const { signal } = end;
  window.addEventListener(EVENT, onEvent, { signal });
  window.addEventListener('keydown', onKey, { signal });
  window.addEventListener('pointerover', onPlace, { signal });
  window.addEventListener('focusin', onPlace, { signal });
  return () => end.abort();
}
