'use client';

import { useMemo } from 'react';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SamplesRequest } from '@/lib/api/requests';
import type { SaliencyState } from '@/lib/api/search-params';
import { chosenLabel, isMatchedByServer, parsePicks } from './picks';
import type { Sorting } from './sort-value';
import { useWallSamples } from './use-wall-samples';
import { WallTile } from './wall-tile';

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  sorting: Sorting;
  request: SamplesRequest;
  explainer: number;
  /** Positions of its first and last tile. */
  first: number;
  last: number;
  columns: number;
  /** Distance from the top of the wall, pixels. */
  top: number;
  isSelected(sample: number | undefined, position: number): boolean;
  onOpen(sample: number): void;
}

/** A row of tiles. */
export function WallRow(props: Props) {
  const { job, state, sorting, request, explainer, first, last, columns, top, isSelected, onOpen } = props;
  const samples = useWallSamples(job.key, request, first, last);
  const picks = useMemo(() => parsePicks(state.pick), [state.pick]);
  const isMatched = isMatchedByServer(state);
  return (
    <div
      className="absolute inset-x-0 grid gap-x-2"
      style={{ transform: `translateY(${top}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {samples.map((sample, place) => (
        <WallTile
          key={sample?.id ?? `at ${first + place}`}
          index={first + place}
          job={job}
          sample={sample}
          explainer={explainer}
          sorting={sorting}
          label={sample ? chosenLabel(sample, picks, state, isMatched ? sample.matchingLabel : null) : null}
          isSelected={isSelected(sample?.id, first + place)}
          onOpen={onOpen}
        />
      ))}
    </div>
  );
}
