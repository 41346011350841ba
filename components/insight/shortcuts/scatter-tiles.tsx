'use client';

import { memo } from 'react';
import { MapCell } from '@/components/map/map-cell';
import type { ShortcutsAnswer } from '@/lib/api/insight-answers';
import type { JobAnswer } from '@/lib/api/job-answers';
import { useSamples } from '../use-samples';
import type { Point } from './lasso';

interface Props {
  job: JobAnswer;
  answer: ShortcutsAnswer;
  /** Index of the explainer. */
  explainer: number;
  /** The centres of the tiles, in the order of the points. */
  places: readonly Point[];
  /** Side of a tile, pixels. */
  side: number;
}

/** The maps of the points over their originals. They take no pointer: the lasso does. */
export const ScatterTiles = memo(function ScatterTiles({ job, answer, explainer, places, side }: Props) {
  const { points, label } = answer;
  const samples = useSamples(
    job.key,
    points.map(({ sample }) => sample),
  );
  return (
    <div inert>
      {points.map(({ sample: id }, index) => {
        const sample = samples.get(id);
        const { x, y } = places[index];
        return (
          <div
            key={id}
            className="absolute overflow-hidden rounded-md bg-track"
            style={{ left: x - side / 2, top: y - side / 2, width: side, height: side }}
          >
            {sample && <MapCell job={job} sample={sample} explainer={explainer} label={label} />}
          </div>
        );
      })}
    </div>
  );
});
