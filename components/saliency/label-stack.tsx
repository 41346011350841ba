'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';

interface Props {
  /** How many labels there are. */
  count: number;
  /** A class that limits the height. */
  className: string;
  /** Whether above it stands the menu of the sample, beside which there is room. */
  isBesideMenu?: boolean;
  /** A chip each. */
  children: ReactNode;
}

/**
 * The labels of a sample: one below the other, or in a narrow window one beside the other. They scroll where there is no room for all,
 * and it is said how many follow.
 */
export function LabelStack({ count, className, isBesideMenu = false, children }: Props) {
  const t = useTranslations('saliency');
  const list = useRef<HTMLDivElement>(null);
  const [more, setMore] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when labels come or go
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => setMore(following(element));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [count]);
  const showMore = () => {
    const element = list.current;
    element?.scrollBy({ left: element.clientWidth * 0.8, top: element.clientHeight * 0.8 });
  };
  return (
    <div className="relative min-h-0">
      <div
        ref={list}
        className={`flex gap-1 max-mid:overflow-x-auto max-mid:[scrollbar-width:none] mid:flex-col mid:overflow-y-auto mid:overscroll-y-auto mid:[scrollbar-width:thin] ${className}`}
      >
        {children}
      </div>
      {more > 0 && (
        <Button
          className={`absolute right-1 bottom-1 h-6 px-1.5 text-small max-mid:bottom-auto ${isBesideMenu ? 'max-mid:-top-7 max-mid:right-9' : 'max-mid:top-full'}`}
          aria-label={t('moreLabels', { count: more })}
          onPress={showMore}
        >
          +{more}
        </Button>
      )}
    </div>
  );
}

/** How many children of a list begin behind what is in view. */
function following(list: HTMLElement): number {
  const { right, bottom } = list.getBoundingClientRect();
  return [...list.children].filter((child) => {
    const box = child.getBoundingClientRect();
    return box.top + box.height / 2 > bottom || box.left + box.width / 2 > right;
  }).length;
}
