'use client';

import type { ReactNode } from 'react';
import { Popover as AriaPopover, type PopoverProps } from 'react-aria-components/Popover';

/** A panel next to the element that opened it. */
export function Popover({
  children,
  className = '',
  ...props
}: PopoverProps & { children: ReactNode; className?: string }) {
  return (
    <AriaPopover
      {...props}
      offset={4}
      className={`rounded-md border border-line bg-panel text-ink shadow-[0_8px_24px_rgb(0_0_0/.12)] outline-none ${className}`}
    >
      {children}
    </AriaPopover>
  );
}
