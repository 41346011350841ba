'use client';

import { ChevronDown, ChevronUp } from 'lucide-react';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { hiddenIn, isOverflowing, showIn, showWhole, turn } from './list-scroll';

interface Props {
  /** Number of labels. */
  count: number;
  /** Classes that limit the height, and derive from it and the number of labels (`--count`) the space within each (`--chip-space`). */
  className: string;
  /** The line above the labels: what is at its start and at its end. */
  start?: ReactNode;
  end?: ReactNode;
  /** One chip for each label. */
  children: ReactNode;
}

/** Below this height, names are on one line, pixels. */
const LOW_PIXELS = 116;

const OneLine = createContext(false);

/** Whether the stack is so low that the name of a label has only one line. */
export function useOneLine(): boolean {
  return useContext(OneLine);
}

/**
 * The labels of a sample, one below the other, or in a narrow window side by side. If they do not fit, they scroll; two buttons show
 * how many are hidden on either side, and turn to them.
 */
export function LabelStack({ count, className, start, end, children }: Props) {
  const t = useTranslations('saliency');
  const list = useRef<HTMLDivElement>(null);
  const [hidden, setHidden] = useState({ before: 0, after: 0 });
  const [overflows, setOverflows] = useState(false);
  const [isLow, setLow] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured again when labels are added or removed
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      showWhole(element);
      const next = hiddenIn(element);
      setHidden((old) => (old.before === next.before && old.after === next.after ? old : next));
      setOverflows(isOverflowing(element));
      setLow(
        element.parentElement !== null &&
          Number.parseFloat(getComputedStyle(element.parentElement).maxHeight) < LOW_PIXELS,
      );
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    element.addEventListener('scroll', measure, { passive: true });
    // After the browser has scrolled the page, which leaves room for its bars and therefore scrolls a low list too far or not far enough.
    const onFocus = ({ target }: FocusEvent) =>
      requestAnimationFrame(() => target instanceof HTMLElement && showIn(element, target));
    element.addEventListener('focusin', onFocus);
    return () => {
      observer.disconnect();
      element.removeEventListener('focusin', onFocus);
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
  const turnTo = (direction: -1 | 1) => () => list.current && turn(list.current, direction);
  return (
    <div className={`relative mid:flex mid:min-h-0 mid:flex-col ${className}`} style={{ '--count': count }}>
      {(start !== undefined || overflows) && (
        <div className="flex h-6 shrink-0 items-center gap-1 text-muted text-small mid:pl-2.5">
          <span className="flex min-w-0 flex-1 overflow-hidden">{start}</span>
          {overflows && (
            <>
              <More count={hidden.before} label={t('previousLabels', { count: hidden.before })} onPress={turnTo(-1)}>
                <ChevronUp size={11} aria-hidden className="max-mid:-rotate-90" />
              </More>
              <More count={hidden.after} label={t('moreLabels', { count: hidden.after })} onPress={turnTo(1)}>
                <ChevronDown size={11} aria-hidden className="max-mid:-rotate-90" />
              </More>
            </>
          )}
          {end}
        </div>
      )}
      <div
        ref={list}
        className="flex gap-1 *:shrink-0 max-mid:mt-1 max-mid:overflow-x-auto max-mid:[scrollbar-width:none] mid:min-h-0 mid:flex-col mid:gap-[min(4px,var(--chip-space,4px))] mid:overflow-y-auto mid:overscroll-y-auto mid:[scrollbar-width:thin]"
      >
        <OneLine value={isLow}>{children}</OneLine>
      </div>
    </div>
  );
}

interface MoreProps {
  count: number;
  label: string;
  onPress(): void;
  children: ReactNode;
}

/** Turns to hidden labels; it keeps its place while there are none. */
function More({ count, label, onPress, children }: MoreProps) {
  return (
    <Button
      look="ghost"
      className={`h-6 min-w-6 gap-px! px-0.5! text-small ${count > 0 ? '' : 'invisible'}`}
      aria-label={label}
      onPress={onPress}
    >
      {children}+{count}
    </Button>
  );
}
