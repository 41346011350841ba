'use client';

import { useState } from 'react';

interface Props {
  label: string;
  min?: number;
  max?: number;
  placeholder?: string;
  /** Whether the placeholder is enough for sighted users. */
  isBrief?: boolean;
  /** Called with the text when Enter is pressed. */
  onEnter(value: number): void;
}

/** A small field for the number of an item to open with Enter. */
export function NumberBox({ label, min, max, placeholder, isBrief = false, onEnter }: Props) {
  const [text, setText] = useState('');
  return (
    <form
      className="flex items-center gap-2 text-muted"
      onSubmit={(event) => {
        event.preventDefault();
        const value = Number(text);
        if (text.trim() === '' || !Number.isInteger(value)) return;
        setText('');
        onEnter(Math.min(max ?? value, Math.max(min ?? value, value)));
      }}
    >
      <label className="relative flex items-center gap-2 whitespace-nowrap">
        <span className={isBrief ? 'sr-only' : ''}>{label}</span>
        <input
          inputMode="numeric"
          pattern="-?[0-9]*"
          value={text}
          placeholder={placeholder}
          onChange={(event) => setText(event.target.value)}
          className={`h-7 ${isBrief ? 'w-24' : 'w-14'} rounded-md border border-line bg-panel px-2 text-ink placeholder:text-muted`}
        />
      </label>
    </form>
  );
}
