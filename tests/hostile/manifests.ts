import { SECONDS } from '../support/browser-jobs';

/* Contents of `manifest.json` that a hostile run may write, by name: up to four megabytes, of which two are read. */

const MEGABYTE = 2 ** 20;

const part = (number: number) =>
  `{"name":"events.part.${SECONDS}.0000.${String(number).padStart(6, '0')}","bytes":1000000}`;
const partsOf = (count: number, make: (i: number) => string) =>
  `{"parts":[${Array.from({ length: count }, (_, i) => make(i)).join(',')}]}`;

export const MANIFESTS: Readonly<Record<string, () => string>> = {
  'twenty thousand parts that are missing': () => partsOf(20_000, (i) => part(i + 1)),
  'a part with a name of a megabyte': () => partsOf(1, () => `{"name":"${'x'.repeat(MEGABYTE)}","bytes":1}`),
  'half a million objects that are no parts': () => partsOf(500_000, () => '{}'),
  'a million lists in each other': () => `{"parts":${'['.repeat(900_000)}${']'.repeat(900_000)}}`,
  'a million lists that are no object': () => '['.repeat(MEGABYTE) + ']'.repeat(MEGABYTE),
  'two megabytes that are no JSON': () => partsOf(500_000, () => '{}').slice(0, -1),
  'four megabytes': () => partsOf(1_300_000, () => '{}'),
  'keys of objects': () => `{"parts":{${Array.from({ length: 150_000 }, (_, i) => `"${i}":0`).join(',')}}}`,
};
