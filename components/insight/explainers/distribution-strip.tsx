'use client';

import { type ReactNode, useId, useRef, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Popover } from '@/components/kit/popover';
import { Histogram, type HistogramProps } from './histogram';

interface Props extends HistogramProps {
  /** What is distributed. */
  label: string;
  /** The distribution in words. */
  text: string;
  /** Whether the pointer is over its number. */
  isOver: boolean;
  /** The strip. */
  children: ReactNode;
}

/**
 * A strip that shows the distribution behind it as a histogram: with the pointer over it or over its number, with the keyboard focus, or
 * when it is pressed.
 */
export function DistributionStrip({ label, text, isOver, children, ...histogram }: Props) {
  const strip = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const isShown = isOpen || isOver;
  return (
    <>
      <Button
        ref={strip}
        aria-label={label}
        aria-describedby={isShown ? id : undefined}
        onHoverChange={setOpen}
        onFocusChange={setOpen}
        onPress={() => setOpen(true)}
        onKeyDown={(event) => event.key === 'Escape' && setOpen(false)}
        className="block w-full cursor-help rounded outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent"
      >
        {children}
      </Button>
      <Popover triggerRef={strip} isOpen={isShown} onOpenChange={setOpen} isNonModal placement="bottom start">
        <div id={id} role="tooltip" className="w-70 max-w-[calc(100vw-1.5rem)] p-3">
          <p className="mb-2 font-semibold">{label}</p>
          <Histogram {...histogram} />
          <p className="mt-1.5 text-muted text-small">{text}</p>
        </div>
      </Popover>
    </>
  );
}
