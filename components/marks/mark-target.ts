/** Samples of a job: one, some, or all that match a filter. A page of several jobs says which one it is. */
export type MarkTarget =
  | { sample: number; job?: string }
  | { ids: readonly number[] }
  /** A query string as of `/facets`, and the number of samples that match it, if known. */
  | { filter: string; count?: number };

/**
 * What the keys are about: in a dialog its sample, else what is selected, else what the pointer or the focus is on, else the only sample of
 * the page.
 *
 * @param last where the pointer or the focus was put last
 * @param selected ids of the selected samples
 */
export function targetOfKeys(last: Element | null, selected: readonly number[]): MarkTarget | null {
  const dialog = document.querySelector('[role=dialog]');
  const own = dialog?.querySelector('[data-sample]') ?? null;
  if (dialog && !own) return null;
  if (!dialog && selected.length > 0) return { ids: selected };
  const all = document.querySelectorAll('main [data-sample]');
  const found =
    own ??
    (last?.isConnected ? last.closest('[data-sample], [data-mark]') : null) ??
    (all.length === 1 ? all[0] : null);
  const { sample, job, mark } = (found as HTMLElement | null)?.dataset ?? {};
  if (sample !== undefined) return { sample: Number(sample), job };
  return mark === undefined ? null : { filter: mark };
}
