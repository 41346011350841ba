'use client';

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { Display } from '@/lib/image/display';

type Listener = (display: Display) => void;

/** How maps are shown at this moment. Canvases listen to it themselves, so that a moving slider redraws maps and nothing else. */
export class DisplayStore {
  #display: Display;
  #frame: number | null = null;
  readonly #listeners = new Set<Listener>();

  constructor(display: Display) {
    this.#display = display;
  }

  get current(): Display {
    return this.#display;
  }

  /** Shows maps so from the next frame on. */
  set(change: Partial<Display>): void {
    this.#display = { ...this.#display, ...change };
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      for (const listener of this.#listeners) listener(this.#display);
    });
  }

  /** Calls `listener` whenever maps are to be shown otherwise. Returns what ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const DisplayContext = createContext<DisplayStore | null>(null);

/** Shows every map below as `display` says. */
export function DisplayProvider({ display, children }: { display: Display; children: ReactNode }) {
  const [store] = useState(() => new DisplayStore(display));
  const { colour, contrast, blend, top, contours } = display;
  useEffect(
    () => store.set({ colour, contrast, blend, top, contours }),
    [store, colour, contrast, blend, top, contours],
  );
  return <DisplayContext value={store}>{children}</DisplayContext>;
}

/** The store of the nearest `DisplayProvider`. */
export function useDisplayStore(): DisplayStore {
  const store = useContext(DisplayContext);
  if (!store) throw new Error('A saliency map stands outside of any DisplayProvider.');
  return store;
}
