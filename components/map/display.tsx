'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { Display } from '@/lib/image/display';
import { type Expected, type Kinds, type ScaleSource, type ShownMap, ShownMaps } from './shown-maps';

type Listener = (display: Display) => void;

/** The store of the display settings and of the maps on the page. Canvases subscribe to it, so that a moving slider only redraws maps. */
export class DisplayStore {
  #display: Display;
  #frame: number | null = null;
  readonly maps: ShownMaps;
  /** Whether the page has, or had, a sample with ground truth regions. */
  hasRegions = false;
  readonly #listeners = new Set<Listener>();

  /** @param expected the maps that are loading */
  constructor(display: Display, expected: readonly Expected[]) {
    this.#display = display;
    this.maps = new ShownMaps(expected);
  }

  get current(): Display {
    return this.#display;
  }

  /** Changes the display settings, from the next frame on. */
  set(change: Partial<Display>): void {
    this.#display = { ...this.#display, ...change };
    this.#tell();
  }

  /** Adds a loaded map, which may change the scale of others. Returns a function that removes it. */
  add(map: ShownMap): () => void {
    const remove = this.maps.add(map);
    this.#tell();
    return () => {
      remove();
      this.#tell();
    };
  }

  /** Adds a map that has a cell on the page, loaded or not. Returns a function that removes it. */
  announce(map: Pick<ShownMap, 'address' | 'explainer' | 'range'>): () => void {
    const end = this.maps.announce(map);
    this.#tell();
    return () => {
      end();
      this.#tell();
    };
  }

  /** Declares that the first cells have been announced. */
  settle(): void {
    this.maps.settle();
    this.#tell();
  }

  /** Declares that a sample on the page has ground truth regions. */
  announceRegions(): void {
    this.hasRegions = true;
    this.#tell();
  }

  #tell(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null;
      for (const listener of this.#listeners) listener(this.#display);
    });
  }

  /** Calls `listener` whenever maps have to be redrawn. Returns a function that ends that. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const DisplayContext = createContext<DisplayStore | null>(null);

interface Props {
  display: Display;
  /** The first maps, if known, so that their controls are there from the start. */
  expected: readonly Expected[];
  children: ReactNode;
}

/** Shows every map in `children` with the settings of `display`. */
export function DisplayProvider({ display, expected, children }: Props) {
  const [store] = useState(() => new DisplayStore(display, expected));
  const { colour, diverging, sign, scale, contrast, blend, top, contours, regions } = display;
  useEffect(
    () => store.set({ colour, diverging, sign, scale, contrast, blend, top, contours, regions }),
    [store, colour, diverging, sign, scale, contrast, blend, top, contours, regions],
  );
  // The effects of the cells, which announce them, run before this one.
  useEffect(() => store.settle(), [store]);
  return <DisplayContext value={store}>{children}</DisplayContext>;
}

/** The store of the nearest `DisplayProvider`. */
export function useDisplayStore(): DisplayStore {
  const store = useContext(DisplayContext);
  if (!store) throw new Error('A saliency map stands outside of any DisplayProvider.');
  return store;
}

/** A value derived from the maps and the settings; renders again only if the value changes. */
export function useShown<T extends string | number | boolean | null>(read: (store: DisplayStore) => T): T {
  const store = useDisplayStore();
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => read(store),
    () => read(store),
  );
}

/** The kinds of all maps that are, or were, on the page. */
export function useKinds(): Kinds {
  const store = useDisplayStore();
  return useSyncExternalStore(
    (listener) => store.subscribe(listener),
    () => store.maps.kinds,
    () => store.maps.kinds,
  );
}

/** The kinds of maps that have a cell on the page now, of some sources or all. */
export function useKindsShown(sources?: readonly ScaleSource[]): Kinds {
  return {
    signed: useShown(({ maps }) => maps.kindsShown(sources).signed),
    unsigned: useShown(({ maps }) => maps.kindsShown(sources).unsigned),
    unknown: useShown(({ maps }) => maps.kindsShown(sources).unknown),
  };
}
