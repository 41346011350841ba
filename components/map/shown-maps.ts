import type { Display, Sign } from '@/lib/image/display';
import { type AttributionRange, type Axis, onAxis, ownScale, type Scale, sharedAxis } from '@/lib/image/scale';
import type { Heatmap } from './levels';

/** A map on the page. */
export interface ShownMap {
  /** URL of its heatmap; identifies the map. */
  address: string;
  /** Index of the explainer. */
  explainer: number;
  heatmap: Heatmap;
  /** Null if it was not recorded. */
  range: AttributionRange | null;
}

/** What kinds of maps there are. */
export interface Kinds {
  /** Whether there are maps that are signed, unsigned, or without a recorded range. */
  signed: boolean;
  unsigned: boolean;
  unknown: boolean;
}

/** A selection of maps: the one at a URL; if that is omitted, those of the explainer. */
export interface ScaleSource {
  explainer: number;
  address?: string;
}

/** A map that has a cell on the page, loaded or not. */
type Announced = Pick<ShownMap, 'address' | 'explainer' | 'range'>;

/** A map that is expected on the page. */
export type Expected = Pick<ShownMap, 'explainer' | 'range'>;

/** Whether any map can use a shared scale. */
export function isRanged({ signed, unsigned }: Kinds): boolean {
  return signed || unsigned;
}

/** The kinds of maps with these ranges. */
function kindsOf(ranges: readonly (AttributionRange | null)[]): Kinds {
  return {
    signed: ranges.some((range) => range?.signed === true),
    unsigned: ranges.some((range) => range?.signed === false),
    unknown: ranges.includes(null),
  };
}

/** Whether a map belongs to one of some sources; true if they are omitted. */
function isOf(map: Announced, sources: readonly ScaleSource[] | undefined): boolean {
  if (!sources) return true;
  return sources.some(({ explainer, address = map.address }) => explainer === map.explainer && address === map.address);
}

interface Entry {
  map: ShownMap;
  /** Number of occurrences on the page. */
  count: number;
  own: Map<Sign, Scale>;
}

/** Data shared by the maps of an explainer; replaced when a map is added or removed. */
interface Pool {
  axes: Map<Sign, Axis>;
  /** By URL and sign. */
  scales: Map<string, Scale>;
}

/** The maps on the page, each counted once, and their scales. */
export class ShownMaps {
  readonly #entries = new Map<string, Entry>();
  readonly #announced = new Set<Announced>();
  /** Whether all first cells have been announced. */
  #isSettled = false;
  /** Explainers that have, or had, signed maps on the page. */
  readonly #signed = new Set<number>();
  /** By source; cleared when a cell is added or removed. */
  readonly #kindsShown = new Map<string, Kinds>();
  readonly #pools = new Map<number, Pool>();
  #kinds: Kinds;

  /** @param expected the maps that are loading */
  constructor(expected: readonly Expected[]) {
    this.#kinds = kindsOf(expected.map(({ range }) => range));
    for (const map of expected) this.#noteSign(map);
  }

  /** The kinds of all maps that are or were on the page: only grows, so that controls do not move; a new object only if it has grown. */
  get kinds(): Kinds {
    return this.#kinds;
  }

  /** Declares that the first cells have been announced. */
  settle(): void {
    this.#isSettled = true;
  }

  /** Whether an explainer has, or had, signed maps on the page: a page without maps keeps the marks of its columns. */
  isSigned(explainer: number): boolean {
    return this.#signed.has(explainer);
  }

  /**
   * The kinds of maps that have a cell on the page now: all, or those of some sources. Before the first cells are announced, all
   * expected kinds.
   */
  kindsShown(sources?: readonly ScaleSource[]): Kinds {
    if (!sources && !this.#isSettled && this.#announced.size === 0) return this.#kinds;
    const key = sources?.map(({ explainer, address = '' }) => `${explainer} ${address}`).join() ?? 'all';
    return remembered(this.#kindsShown, key, () => {
      const shown = [...this.#announced].filter((map) => isOf(map, sources));
      return kindsOf(shown.map(({ range }) => range));
    });
  }

  /** Whether any map on the page, or of some sources, is speckled: see `isSpeckled`. */
  hasSpeckled(sources?: readonly ScaleSource[]): boolean {
    return [...this.#entries.values()].some(({ map }) => map.heatmap.isSpeckled && isOf(map, sources));
  }

  /** Adds a map that has a cell on the page. Returns a function that removes it. */
  announce(map: Announced): () => void {
    const cell = { ...map };
    this.#announced.add(cell);
    this.#noteSign(cell);
    this.#kindsShown.clear();
    return () => {
      this.#announced.delete(cell);
      this.#kindsShown.clear();
    };
  }

  /** Adds a loaded map. Returns a function that removes it. */
  add(map: ShownMap): () => void {
    const known = this.#entries.get(map.address);
    const entry = known ?? { map, count: 0, own: new Map() };
    entry.count++;
    if (!known) {
      this.#entries.set(map.address, entry);
      this.#change(map);
    }
    return () => {
      if (--entry.count > 0) return;
      this.#entries.delete(map.address);
      this.#change(map);
    };
  }

  /** The map at a URL, if it is on the page. */
  at(address: string): ShownMap | undefined {
    return this.#entries.get(address)?.map;
  }

  /** The scale of a map on the page. */
  scaleOf(map: ShownMap, { scale, sign }: Display): Scale {
    return scale === 'shared' && map.range !== null
      ? this.#sharedScale(map, map.range, sign)
      : this.#ownScale(map, sign);
  }

  /** The scale shared by the maps of an explainer; null if none of them has a range. */
  sharedBy(explainer: number, sign: Sign): Axis | null {
    const known = this.#pools.get(explainer)?.axes.get(sign);
    if (known) return known;
    const maps = [...this.#entries.values()].flatMap(({ map }) =>
      map.explainer === explainer && map.range !== null ? { histogram: map.heatmap.histogram, range: map.range } : [],
    );
    if (maps.length === 0) return null;
    const axis = sharedAxis(maps, sign);
    this.#pool(explainer).axes.set(sign, axis);
    return axis;
  }

  #noteSign({ explainer, range }: Expected): void {
    if (range?.signed) this.#signed.add(explainer);
  }

  #ownScale({ address, heatmap, range }: ShownMap, sign: Sign): Scale {
    const make = () => ownScale({ histogram: heatmap.histogram, range }, sign);
    const entry = this.#entries.get(address);
    return entry ? remembered(entry.own, sign, make) : make();
  }

  #sharedScale(map: ShownMap, range: AttributionRange, sign: Sign): Scale {
    const axis = this.sharedBy(map.explainer, sign);
    if (axis === null) return this.#ownScale(map, sign);
    return remembered(this.#pool(map.explainer).scales, `${sign} ${map.address}`, () => onAxis(range, axis));
  }

  #pool(explainer: number): Pool {
    return remembered(this.#pools, explainer, () => ({ axes: new Map(), scales: new Map() }));
  }

  #change({ explainer, range }: ShownMap): void {
    this.#pools.delete(explainer);
    const { signed, unsigned, unknown } = this.#kinds;
    const found = kindsOf([range]);
    if ((found.signed && !signed) || (found.unsigned && !unsigned) || (found.unknown && !unknown))
      this.#kinds = {
        signed: signed || found.signed,
        unsigned: unsigned || found.unsigned,
        unknown: unknown || found.unknown,
      };
  }
}

function remembered<K, V>(known: Map<K, V>, key: K, make: () => V): V {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}
