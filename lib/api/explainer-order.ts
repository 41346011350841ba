/*
 * The order in which explainers are shown. It stands in the address and is the same in every view of a job: pinned ones first, then
 * those that were moved, then all others as recorded.
 */

export interface ExplainerOrder {
  /** Numbers of explainers that are not pinned, in their order; those left out follow as recorded. */
  columns: number[];
  /** Numbers of the explainers that are pinned, in their order. */
  pin: number[];
}

/**
 * The numbers of all explainers in the order in which they are shown. Numbers that no explainer has are left out.
 *
 * @param explainers of the job, as recorded
 */
export function orderedExplainers(explainers: readonly unknown[], { columns, pin }: ExplainerOrder): number[] {
  const all = explainers.map((_, index) => index);
  const named = [...pin, ...columns].filter((index) => all.includes(index));
  return [...new Set([...named, ...all])];
}

/** Where an explainer is put. */
export interface Placement {
  /** The explainer that it is put before; null puts it at the end. */
  before: number | null;
  isPinned: boolean;
}

/**
 * The order after one explainer was moved, pinned or unpinned.
 *
 * @param explainers of the job, as recorded
 * @param explainer number of the one that is moved
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

/** The list without those at its end that would follow in the same order if they were left out. */
function withoutTail(columns: readonly number[]): number[] {
  let length = columns.length;
  // What is left out comes sorted: as long as the end is sorted, and none before it is missing from it, it need not be named.
  while (length > 0 && (length === columns.length || columns[length - 1] < columns[length])) length--;
  return columns.slice(0, length);
}
