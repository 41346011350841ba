import { expect } from 'vitest';
import { decodeEvent, EventFields } from '../../lib/event/event';
import { decodeBlock, EventTape } from '../../lib/event/event-tape';
import { WireError, WireReader } from '../../lib/event/wire';
import { RecordReader } from '../../lib/record/record-reader';
import { plain } from './event-fields';

/** The result of `decodeEvent` for each record at the start of a block; null if it is not an event. */
export function decodedOneByOne(block: Uint8Array) {
  const wire = new WireReader();
  const fields = new EventFields();
  const reader = new RecordReader(block);
  const events: (ReturnType<typeof plain> | null)[] = [];
  while (reader.next() === 'record') {
    wire.reset(block, reader.payloadStart, reader.payloadEnd);
    try {
      decodeEvent(wire, fields);
      events.push(plain(fields, block));
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      events.push(null);
    }
  }
  return { events, end: reader.offset };
}

/** The events on the tape of a block, of `words` words; null for those left to `decodeEvent`. */
export function decodedOnTape(block: Uint8Array, words = 2 * block.length) {
  const tape = new Int32Array(words);
  const { verifiedEnd, tapeLength } = decodeBlock(block, tape);
  const reading = new EventTape(tape, tapeLength);
  const reader = new RecordReader(block, { end: verifiedEnd });
  const fields = new EventFields();
  const events: (ReturnType<typeof plain> | null)[] = [];
  while (reader.next() === 'record') events.push(reading.read(fields) ? plain(fields, block) : null);
  return { events, end: verifiedEnd, tapeLength };
}

/** Decodes a block both ways: the events on the tape must equal those of `decodeEvent`. Returns the number of events on the tape. */
export function expectSameOnTape(block: Uint8Array, words?: number): number {
  const { events, end } = decodedOneByOne(block);
  const onTape = decodedOnTape(block, words);
  expect(onTape.end).toBe(end);
  expect(onTape.events).toHaveLength(events.length);
  for (const [index, found] of onTape.events.entries()) if (found !== null) expect(found).toEqual(events[index]);
  return onTape.events.filter((found) => found !== null).length;
}
