type Listener = (target: Element) => void;

const listeners = new Set<Listener>();

/** Calls `listener` with the row or page whose pictures have been zoomed. Returns what ends that. */
export function onZoom(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says that the pictures in `target` have been zoomed. */
export function announceZoom(target: Element): void {
  for (const listener of listeners) listener(target);
}

/** How many times as large as its frame a picture at `element` is shown. */
export function zoomOf(element: Element): number {
  return Number(getComputedStyle(element).getPropertyValue('--zoom') || 1);
}
