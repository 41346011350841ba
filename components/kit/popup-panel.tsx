'use client';

import type { ReactNode, RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import type { PopoverProps } from 'react-aria-components/Popover';
import { Popover } from './popover';

export interface PopupContent {
  /** The accessible name of the dialog. */
  label: string;
  placement: PopoverProps['placement'];
  /** Classes of the panel, and of the dialog in it. */
  className?: string;
  dialogClassName?: string;
  children: ReactNode | ((close: () => void) => ReactNode);
}

interface Props extends PopupContent {
  /** The element next to which it is placed. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** A dialog in a panel next to what opened it. */
export function PopupPanel({ label, placement, className, dialogClassName = '', trigger, onClose, children }: Props) {
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement={placement}
      className={className}
    >
      <Dialog aria-label={label} className={`outline-none ${dialogClassName}`}>
        {typeof children === 'function' ? children(onClose) : children}
      </Dialog>
    </Popover>
  );
}
