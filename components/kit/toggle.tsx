'use client';

import type { ReactNode } from 'react';
import { ToggleButton } from 'react-aria-components/ToggleButton';

interface Props {
  isOn: boolean;
  isDisabled?: boolean;
  icon: ReactNode;
  label: string;
  /** The tooltip, if no text beside it describes the option. */
  title?: string;
  onChange(isOn: boolean): void;
}

/** An option that is on or off. */
export function Toggle({ isOn, isDisabled, icon, label, title, onChange }: Props) {
  return (
    <span title={title} className="inline-flex">
      <ToggleButton
        isSelected={isOn}
        isDisabled={isDisabled}
        onChange={onChange}
        aria-label={label}
        className="inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md border border-line bg-panel px-2.5 text-muted data-[selected]:border-accent/60 data-[selected]:bg-accent-tint data-[selected]:text-ink data-[disabled]:text-faint"
      >
        {icon}
        {label}
      </ToggleButton>
    </span>
  );
}
