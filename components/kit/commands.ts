'use client';

import { useEffect, useId, useRef } from 'react';

/** Something that the page can do now, by its name. */
export interface Command {
  id: string;
  name: string;
  run(): void;
}

const commands = new Map<string, Command>();

/** Offers a command in the palette for as long as the component is on the page. */
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

/** The commands that components on the page offer. */
export function offeredCommands(): Command[] {
  return [...commands.values()];
}
