type Listener = (target: Element) => void;

const listeners = new Set<Listener>();

/** Calls `listener` with the row or page whose pictures were zoomed. Returns a function that ends that. */
export function onZoom(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Notifies listeners that the pictures in `target` were zoomed. */
export function announceZoom(target: Element): void {
  for (const listener of listeners) listener(target);
}

/** The current zoom of the picture at `element`: its size relative to its frame. */
export function zoomOf(element: Element): number {
  return Number(getComputedStyle(element).getPropertyValue('--zoom') || 1);
}
