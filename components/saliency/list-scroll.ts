/* A list that scrolls in one direction: down, or across. */

/** Whether a list has more than it shows, in either direction; half a pixel is rounding. */
export function isOverflowing({ scrollWidth, clientWidth, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
}

/** Scrolls a list, and nothing around it, so that a child is in view. */
export function showIn(list: HTMLElement, child: HTMLElement): void {
  const [view, box] = [list.getBoundingClientRect(), child.getBoundingClientRect()];
  if (box.top < view.top || box.bottom > view.bottom) list.scrollTop += box.top - view.top;
  if (box.left < view.left || box.right > view.right) list.scrollLeft += box.left - view.left;
}

/** A child of which more than this share is outside the visible part of its list counts as hidden: across, or down. */
const HIDDEN_FROM = { across: 1 / 3, down: 0.02 };

/** The numbers of hidden children before and after the visible part of a list. */
export function hiddenIn(list: HTMLElement): { before: number; after: number } {
  const { isAcross, extentOf, view } = extentsOf(list);
  const children = [...list.children].map(extentOf);
  const share = isAcross ? HIDDEN_FROM.across : HIDDEN_FROM.down;
  return {
    before: children.filter(({ start, end }) => view.start - start > (end - start) * share).length,
    after: children.filter(({ start, end }) => end - view.end > (end - start) * share).length,
  };
}

/**
 * Clips a list that scrolls down so that only whole children are visible, if there is any. The list keeps its size, so that a change
 * of its size can be observed.
 */
export function showWhole(list: HTMLElement): void {
  const { isAcross, extentOf, view } = extentsOf(list);
  const whole = [...list.children]
    .map(extentOf)
    .filter(({ start, end }) => start >= view.start - 1 && end <= view.end + 1);
  const isCut = !isAcross && whole.length > 0 && whole.length < list.children.length;
  list.style.clipPath = isCut
    ? `inset(${Math.max(0, whole[0].start - view.start)}px 0 ${Math.max(0, view.end - whole[whole.length - 1].end)}px)`
    : '';
}

/** Scrolls a list by its visible part, so that the first child after it, or the last one before it, is whole at its edge. */
export function turn(list: HTMLElement, direction: -1 | 1): void {
  const { isAcross, extentOf, view } = extentsOf(list);
  const children = [...list.children].map(extentOf);
  const next = children.find(({ start, end }) => end > view.end + 1 && start > view.start + 1);
  const previous = children.findLast(({ start, end }) => start < view.start - 1 && end < view.end - 1);
  const distance = direction === 1 ? (next ? next.start - view.start : 0) : previous ? previous.end - view.end : 0;
  list.scrollBy(isAcross ? { left: distance } : { top: distance });
}

function extentsOf(list: HTMLElement) {
  const isAcross = list.scrollWidth > list.clientWidth + 1;
  const extentOf = (element: Element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    return isAcross ? { start: left, end: right } : { start: top, end: bottom };
  };
  return { isAcross, extentOf, view: extentOf(list) };
}
