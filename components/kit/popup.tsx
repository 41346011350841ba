'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, type RefObject, useRef, useState } from 'react';
import type { PopupContent } from './popup-panel';

const loadPanel = () => import('./popup-panel').then(({ PopupPanel }) => PopupPanel);

/** Loaded when the button is hovered or focused: placing panels and keeping the focus in them is more script than some pages. */
const PopupPanel = dynamic(loadPanel, { ssr: false });

/** What the button of a popup gets. */
export interface PopupButtonProps {
  ref: RefObject<HTMLButtonElement | null>;
  'aria-haspopup': 'dialog';
  'aria-expanded': boolean;
  onHoverStart(): void;
  onFocus(): void;
  onPress(): void;
}

interface Props extends PopupContent {
  button(props: PopupButtonProps): ReactNode;
  /** Loads the content; called when the button is hovered or focused. */
  onNear?(): void;
}

/** A button with a dialog next to it, which is in the page only while it is open. */
export function Popup({ button, onNear, ...content }: Props) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const load = () => {
    void loadPanel();
    onNear?.();
  };
  const props: PopupButtonProps = {
    ...{ ref: trigger, 'aria-haspopup': 'dialog', 'aria-expanded': isOpen },
    ...{ onHoverStart: load, onFocus: load, onPress: () => setOpen(true) },
  };
  return (
    <>
      {button(props)}
      {isOpen && <PopupPanel {...content} trigger={trigger} onClose={() => setOpen(false)} />}
    </>
  );
}
