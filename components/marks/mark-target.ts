/** Samples of a job: one, some, or all that match a filter. */
export type MarkTarget =
  | { sample: number }
  | { ids: readonly number[] }
  /** A query string as of `/facets`, and the number of samples that match it, if known. */
  | { filter: string; count?: number };

/**
 * What the keys are about: in a dialog its sample, else what the pointer or the focus is on, else the only sample of the page.
 *
 * @param last where the pointer or the focus was put last
 */
export function targetOfKeys(last: Element | null): MarkTarget | null {
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
