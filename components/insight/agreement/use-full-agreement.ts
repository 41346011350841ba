'use client';

import { useMemo } from 'react';
import { useHeatmap } from '@/components/map/use-heatmap';
import { type FullAgreement, fullAgreement } from '@/lib/sketch/full-resolution';
import type { LevelRange } from '@/lib/sketch/sketch';

/** A map by the URL of its heatmap; the range is null if it was not recorded. */
export interface MapSource {
  address: string;
  range: LevelRange | null;
}

export type FullState =
  | { kind: 'waiting' }
  /** A map that cannot be read, or is coloured. */
  | { kind: 'unreadable' | 'coloured' }
  | { kind: 'ready'; agreement: FullAgreement; isSameSize: boolean };

const NO_RANGE: LevelRange = { signed: false };

/** The agreement of two maps at full resolution, counted once both are loaded; the pictures on the page share these requests. */
export function useFullAgreement(a: MapSource, b: MapSource, revision: string | null): FullState {
  const first = useHeatmap(a.address, true, revision).state;
  const second = useHeatmap(b.address, true, revision).state;
  return useMemo((): FullState => {
    if (first.kind === 'waiting' || second.kind === 'waiting') return { kind: 'waiting' };
    if (first.kind !== 'ready' || second.kind !== 'ready') return { kind: 'unreadable' };
    if (first.heatmap.coloured || second.heatmap.coloured) return { kind: 'coloured' };
    const [x, y] = [first.heatmap, second.heatmap];
    const agreement = fullAgreement({ ...x, range: a.range ?? NO_RANGE }, { ...y, range: b.range ?? NO_RANGE });
    return { kind: 'ready', agreement, isSameSize: x.width === y.width && x.height === y.height };
  }, [first, second, a.range, b.range]);
}
