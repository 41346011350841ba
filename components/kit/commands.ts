'use client';

import { useEffect, useId, useRef } from 'react';

/** A command of the current page, with its name. */
export interface Command {
  id: string;
  name: string;
  /** Other words by which it is found, in lower case and in all languages. */
  keywords?: readonly string[];
  run(): void;
}

const commands = new Map<string, Command>();

/** Offers a command in the palette while the component is mounted; `keywords` must not change. */
export function useCommand(name: string, run: () => void, keywords: readonly string[]): void {
  const id = useId();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    commands.set(id, { id: `command ${id}`, name, keywords, run: () => latest.current() });
    return () => void commands.delete(id);
  }, [id, name, keywords]);
}

/** The commands offered by mounted components. */
export function offeredCommands(): Command[] {
  return [...commands.values()];
}
