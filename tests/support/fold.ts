import { decodeEvent, EventFields } from '../../lib/event/event';
import { WireReader } from '../../lib/event/wire';
import { foldEvent } from '../../lib/job/fold';
import { Job } from '../../lib/job/job';
import { type DecodedSample, draftSample, type Sample } from '../../lib/job/sample';
import { sampleJson } from '../../lib/job/sample-json';
import { fromJson } from '../../lib/json';
import { atOnce } from '../../lib/slices';
import { completeSample } from './at-once';
import { type EventInput, event } from './event-writer';

/** A job folded from events, and its samples, without a file. */
export class FoldedJob {
  /** Payloads by the offset with which they were folded: 0, 1, 2, … */
  readonly payloads: Uint8Array[] = [];
  readonly #fields = new EventFields();
  readonly #wire = new WireReader();

  constructor(
    events: Iterable<EventInput>,
    readonly job = new Job(),
  ) {
    for (const input of events) this.add(input);
  }

  add(input: EventInput): void {
    this.addPayload(event(input));
  }

  addPayload(payload: Uint8Array): void {
    this.#wire.reset(payload, 0, payload.length);
    decodeEvent(this.#wire, this.#fields);
    foldEvent(this.job, this.#fields, payload, this.payloads.length);
    this.payloads.push(payload);
  }

  /** A sample as it is sent. */
  sample(id: number): Sample {
    return fromJson(atOnce(sampleJson(this.decoded(id))));
  }

  decoded(id: number): DecodedSample {
    const row = this.job.rowOf(id);
    if (row === -1) throw new Error(`There is no sample ${id}.`);
    const draft = draftSample(this.job, row);
    return completeSample(
      this.job,
      draft,
      draft.records.map(({ offset }) => this.payloads[offset]),
    );
  }

  /** The label of a sample. */
  label(sampleId: number, labelId: number): Sample['labels'][number] {
    const label = this.sample(sampleId).labels.find(({ id }) => id === labelId);
    if (!label) throw new Error(`Sample ${sampleId} has no label ${labelId}.`);
    return label;
  }
}

/** A job folded from events. */
export function fold(...events: EventInput[]): FoldedJob {
  return new FoldedJob(events);
}
