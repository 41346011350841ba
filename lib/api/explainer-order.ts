/*
 * The display order of explainers. It is part of the URL and the same in every view of a job: pinned ones first, then those that were
 * moved, then all others as recorded.
 */

export interface ExplainerOrder {
  /** Indices of explainers that are not pinned, in their order; those not listed follow as recorded. */
  columns: number[];
  /** Indices of the pinned explainers, in their order. */
  pin: number[];
}

/**
 * The indices of all explainers in display order. Invalid indices are ignored.
 *
 * @param explainers of the job, as recorded
 */
export function orderedExplainers(explainers: readonly unknown[], { columns, pin }: ExplainerOrder): number[] {
  const all = explainers.map((_, index) => index);
  const named = [...pin, ...columns].filter((index) => all.includes(index));
  return [...new Set([...named, ...all])];
}

/** The new position of an explainer. */
export interface Placement {
  /** The explainer before which it is inserted; null for the end. */
  before: number | null;
  isPinned: boolean;
}

/**
 * The order after one explainer was moved, pinned or unpinned.
 *
 * @param explainers of the job, as recorded
 * @param explainer index of the one that is moved
 */
export function placed(
  explainers: readonly unknown[],
  order: ExplainerOrder,
  explainer: number,
  { before, isPinned }: Placement,
): ExplainerOrder {
  const others = orderedExplainers(explainers, order).filter((index) => index !== explainer);
  const pinned = others.filter((index) => order.pin.includes(index));
  const free = others.filter((index) => !order.pin.includes(index));
  const insert = (list: readonly number[]) => {
    const at = before === null ? -1 : list.indexOf(before);
    return at === -1 ? [...list, explainer] : [...list.slice(0, at), explainer, ...list.slice(at)];
  };
  return { pin: isPinned ? insert(pinned) : pinned, columns: withoutTail(isPinned ? free : insert(free)) };
}

/** The list without the explainers at its end that would follow in the same order if they were not listed. */
function withoutTail(columns: readonly number[]): number[] {
  let length = columns.length;
  // Explainers that are not listed follow in ascending order, so an ascending end can be omitted.
  while (length > 0 && (length === columns.length || columns[length - 1] < columns[length])) length--;
  return columns.slice(0, length);
}
