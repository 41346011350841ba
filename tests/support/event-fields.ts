import type { EventFields, InferenceFields } from '../../lib/event/event';
import { text } from '../../lib/event/messages';

/* A decoded event as plain values. */

const listOf = ({ values, length }: { values: Float64Array; length: number }) => [...values.slice(0, length)];

/** The fields of an event; byte ranges refer to `block`. */
export function plain(fields: EventFields, block: Uint8Array) {
  const textsOf = (list: EventFields['explainerName']) =>
    Array.from({ length: list.length }, (_, i) => text(block, list.start(i), list.end(i)));
  return {
    sampleId: fields.sampleId,
    imagePath: fields.imagePathStart === -1 ? null : text(block, fields.imagePathStart, fields.imagePathEnd),
    truthLabel: listOf(fields.truthLabel),
    hasInference: fields.hasInference,
    inference: plainInference(fields.inference),
    runnersUp: fields.inference.runnerUpByField.map(listOf),
    explainerName: textsOf(fields.explainerName),
    explainedLabel: listOf(fields.explainedLabel),
    hocLabel: listOf(fields.hocLabel),
    hocLayerCount: listOf(fields.hocLayerCount),
    benchmarks: fields.benchmark.length,
    metadata: fields.metadata.length,
  };
}

function plainInference(inference: InferenceFields): number[][] {
  return inference.byField.flatMap((list) => (list ? [listOf(list)] : []));
}
