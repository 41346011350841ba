'use client';

import { useEffect, useId, useRef } from 'react';

/** A command of the current page, with its name. */
export interface Command {
  id: string;
  name: string;
  run(): void;
}

const commands = new Map<string, Command>();

/** Offers a command in the palette while the component is mounted. */
export function useCommand(name: string, run: () => void): void {
  const id = useId();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    commands.set(id, { id: `command ${id}`, name, run: () => latest.current() });
    return () => void commands.delete(id);
  }, [id, name]);
}

/** The commands offered by mounted components. */
export function offeredCommands(): Command[] {
  return [...commands.values()];
}
