import { expect, test } from 'vitest';
import { decodedOneByOne, expectSameOnTape } from '../support/decoders';
import { fuzz, PATIENCE_MS } from './harness';
import { mutant } from './mutations';

/* Any event file: the decoders of events in TypeScript and in WebAssembly give the same result. */

test('an arbitrary block', { timeout: PATIENCE_MS }, async () => {
  let onTape = 0;
  await fuzz('tapes', mutant, async ({ bytes }) => {
    onTape += expectSameOnTape(bytes);
    expect(decodedOneByOne(bytes).end).toBeLessThanOrEqual(bytes.length);
  });
  expect(onTape).toBeGreaterThan(0);
});
