import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import type { Sample } from '../../lib/job/sample';
import { RecordReader } from '../../lib/record/record-reader';
import { CELLS, isWithoutEvidence, sketchOf } from '../../lib/sketch/sketch';
import { FoldedJob } from './fold';

/** A map of the job and where its sketch is. */
export interface SketchedMap {
  sample: number;
  label: number;
  /** Index of the explainer. */
  explainer: number;
  index: number;
  hasEvidence: boolean;
}

/** A recorded job, read without the server: its samples, and the sketches of all its maps. */
export interface InsightJob {
  directory: string;
  explainers: string[];
  labels: string[];
  samples: Sample[];
  /** In the order of sample id, label id and name of the explainer. */
  maps: SketchedMap[];
  sketches: Uint8Array;
}

/** The columns of a recorded job, read without the server. */
export function readFoldedJob(directory: string): FoldedJob {
  const eventFile = readdirSync(directory).find((name) => name.startsWith('events.'));
  if (!eventFile) throw new Error(`${directory} has no event file.`);
  const bytes = readFileSync(join(directory, eventFile));
  const folded = new FoldedJob([]);
  const reader = new RecordReader(bytes);
  while (reader.next() === 'record') folded.addPayload(bytes.subarray(reader.payloadStart, reader.payloadEnd));
  return folded;
}

export async function readInsightJob(directory: string): Promise<InsightJob> {
  const folded = readFoldedJob(directory);
  const { job } = folded;
  const ids = Array.from(job.samples.column.id.subarray(0, job.samples.length)).sort((a, b) => a - b);
  const samples = ids.map((id) => folded.sample(id));
  const explainers = [...job.explainers.list];
  const recorded = samples.flatMap((sample) => sample.maps.map((map) => ({ ...map, sample: sample.id })));
  recorded.sort(
    (a, b) => a.sample - b.sample || a.label - b.label || (explainers[a.explainer] < explainers[b.explainer] ? -1 : 1),
  );
  const sketches = new Uint8Array(recorded.length * CELLS);
  for (const [index, { path, range }] of recorded.entries()) {
    const { data, info } = await sharp(join(directory, path)).raw().toBuffer({ resolveWithObject: true });
    sketches.set(sketchOf({ data, ...info }, range ?? { signed: false }), index * CELLS);
  }
  const maps = recorded.map(({ sample, label, explainer }, index) => {
    return { sample, label, explainer, index, hasEvidence: !isWithoutEvidence(sketches, index * CELLS) };
  });
  return { directory, explainers, labels: [...job.labelNames], samples, maps, sketches };
}
