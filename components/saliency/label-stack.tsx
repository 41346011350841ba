'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';

interface Props {
  /** Number of labels. */
  count: number;
  /** A class that limits the height. */
  className: string;
  /** Whether the menu of the sample is above it, with free space beside. */
  isBesideMenu?: boolean;
  /** One chip for each label. */
  children: ReactNode;
}

/**
 * The labels of a sample, one below the other, or in a narrow window side by side. If they do not fit, they scroll and the number of
 * hidden ones is shown.
 */
export function LabelStack({ count, className, isBesideMenu = false, children }: Props) {
  const t = useTranslations('saliency');
  const list = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState(0);
  const [overflows, setOverflows] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when labels are added or removed
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      setMore(following(element));
      setOverflows(isOverflowing(element));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [count]);
  // The label whose maps are shown is in view when it is chosen, and when the list turns out to overflow.
  const shown = useRef<{ chosen: Element; overflows: boolean } | null>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector<HTMLElement>('[aria-pressed=true]');
    if (!list.current || !chosen) return;
    if (chosen === shown.current?.chosen && overflows === shown.current.overflows) return;
    shown.current = { chosen, overflows };
    showIn(list.current, chosen);
  });
  const showMore = () => {
    const element = list.current;
    element?.scrollBy({ left: element.clientWidth * 0.8, top: element.clientHeight * 0.8 });
  };
  return (
    <div className={`relative mid:flex mid:min-h-0 mid:flex-col ${className}`}>
      <div
        ref={list}
        className="flex gap-1 max-mid:overflow-x-auto max-mid:[scrollbar-width:none] mid:min-h-0 mid:flex-col mid:overflow-y-auto mid:overscroll-y-auto mid:[scrollbar-width:thin]"
      >
        {children}
      </div>
      {overflows && (
        <Button
          className={`${more > 0 ? '' : 'invisible'} right-1 h-6 px-1.5 text-small max-mid:absolute mid:mt-1 mid:shrink-0 mid:self-end ${isBesideMenu ? 'max-mid:-top-7 max-mid:right-9' : 'max-mid:top-full'}`}
          aria-label={t('moreLabels', { count: more })}
          onPress={showMore}
        >
          +{more}
        </Button>
      )}
    </div>
  );
}

/** Whether a list has more than it shows, in either direction; half a pixel is rounding. */
function isOverflowing({ scrollWidth, clientWidth, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 1;
}

/** Scrolls a list, and nothing around it, so that a child is in view. */
function showIn(list: HTMLElement, child: HTMLElement): void {
  const [view, box] = [list.getBoundingClientRect(), child.getBoundingClientRect()];
  if (box.top < view.top || box.bottom > view.bottom) list.scrollTop += box.top - view.top;
  if (box.left < view.left || box.right > view.right) list.scrollLeft += box.left - view.left;
}

/** Number of children of a list that start after its visible part. */
function following(list: HTMLElement): number {
  const { right, bottom } = list.getBoundingClientRect();
  return [...list.children].filter((child) => {
    const box = child.getBoundingClientRect();
    return box.top + box.height / 2 > bottom || box.left + box.width / 2 > right;
  }).length;
}
