'use client';

import type { Ref } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components/Button';

const LOOKS = {
  plain: 'border border-line bg-panel hover:border-faint data-[pressed]:bg-well',
  ghost: 'hover:bg-well data-[pressed]:bg-track',
  accent: 'bg-accent text-on-accent hover:opacity-90',
};

interface Props extends ButtonProps {
  ref?: Ref<HTMLButtonElement>;
  look?: keyof typeof LOOKS;
  /** As wide as high, for an icon without text. */
  isSquare?: boolean;
  className?: string;
  /** The tooltip, and the accessible name of a button without text. */
  title?: string;
}

/** A button; one with only an icon needs `title`. */
export function Button({ look = 'plain', isSquare = false, className = '', title, ...props }: Props) {
  const button = (
    <AriaButton
      {...props}
      aria-label={props['aria-label'] ?? title}
      className={`inline-flex h-7 shrink-0 items-center justify-center gap-1.5 rounded-md whitespace-nowrap ${isSquare ? 'w-7' : 'px-2.5'} disabled:cursor-default disabled:text-faint data-[disabled]:cursor-default ${LOOKS[look]} ${className}`}
    />
  );
  return title === undefined ? (
    button
  ) : (
    <span title={title} className="inline-flex">
      {button}
    </span>
  );
}
