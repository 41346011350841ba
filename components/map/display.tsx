'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Display } from '@/lib/image/display';
import type { AttributionRange } from '@/lib/image/scale';
import { type Kinds, kindsOf, type ScaleSource, type ShownMap, ShownMaps } from './shown-maps';

type Listener = (display: Display) => void;

/** How maps are shown now, and which there are. Canvases subscribe themselves, so that a moving slider redraws maps and nothing else. */
export class DisplayStore {
  #display: Display;
  #frame: number | null = null;
  readonly maps: ShownMaps;
  readonly #listeners = new Set<Listener>();

  /** @param kinds of the maps that are on their way */
  constructor(display: Display, kinds: Kinds) {
    this.#display = display;
    this.maps = new ShownMaps(kinds);
  }

  get current(): Display {
    return this.#display;
  }

  /** Changes how maps are shown, from the next frame on. */
  set(change: Partial<Display>): void {
    this.#display = { ...this.#display, ...change };
    this.#tell();
  }

  /** Adds a loaded map, which may change the scale of others. Returns what removes it. */
  add(map: ShownMap): () => void {
    const remove = this.maps.add(map);
    this.#tell();
    return () => {
      remove();
      this.#tell();
    };
  }

  /** Says that a map has a cell on the page, loaded or not. Returns what ends that. */
  announce(map: Pick<ShownMap, 'address' | 'explainer' | 'range'>): () => void {
    const end = this.maps.announce(map);
    this.#tell();
    return () => {
      end();
      this.#tell();
    };
  }

  #tell(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      for (const listener of this.#listeners) listener(this.#display);
    });
  }

  /** Calls `listener` whenever maps are to be drawn again. Returns what ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const DisplayContext = createContext<DisplayStore | null>(null);

interface Props {
  display: Display;
  /** Ranges of maps that will be shown first, as far as they are known, so that the controls for them are there from the start. */
  ranges: readonly (AttributionRange | null)[];
  children: ReactNode;
}

/** Shows every map below as `display` says. */
export function DisplayProvider({ display, ranges, children }: Props) {
  const [store] = useState(() => new DisplayStore(display, kindsOf(ranges)));
  const { colour, diverging, sign, scale, contrast, blend, top, contours } = display;
  useEffect(
    () => store.set({ colour, diverging, sign, scale, contrast, blend, top, contours }),
    [store, colour, diverging, sign, scale, contrast, blend, top, contours],
  );
  return <DisplayContext value={store}>{children}</DisplayContext>;
}

/** The store of the nearest `DisplayProvider`. */
export function useDisplayStore(): DisplayStore {
  const store = useContext(DisplayContext);
  if (!store) throw new Error('A saliency map stands outside of any DisplayProvider.');
  return store;
}

/** A value made of what is shown, and of how: rendered anew only where it is another one. */
export function useShown<T extends string | number | boolean | null>(read: (store: DisplayStore) => T): T {
  const store = useDisplayStore();
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => read(store),
    () => read(store),
  );
}

/** What kinds of maps are, or have been, on the page. */
export function useKinds(): Kinds {
  const store = useDisplayStore();
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.maps.kinds,
    () => store.maps.kinds,
  );
}

/** What kinds of maps have a cell on the page now, of some sources or in all. */
export function useKindsShown(sources?: readonly ScaleSource[]): Kinds {
  return {
    signed: useShown(({ maps }) => maps.kindsShown(sources).signed),
    unsigned: useShown(({ maps }) => maps.kindsShown(sources).unsigned),
    unknown: useShown(({ maps }) => maps.kindsShown(sources).unknown),
  };
}
