import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA, SECONDS } from '../support/browser-jobs';
import { concat } from '../support/event-writer';
import { COLLISIONS } from './collisions';
import { EVENT_FILES, PLAIN } from './event-files';
import { INSIGHT_FILES, MANY_MAPS } from './insight-files';
import { LONG_RECORDS } from './long-records';
import { MANIFESTS } from './manifests';
import { about, field, floats, int, ints, message, repeated } from './message';
import { ODD_NAMES } from './odd-names';
import { LARGE_MAPS, PICTURES } from './pictures';
import { RESTLESS_JOBS } from './restless';
import { type HostileJob, writeJob } from './write-job';

/* Jobs that a hostile run may write, by name. */

const withEvents = Object.entries({ ...EVENT_FILES, ...COLLISIONS }).map(([name, events]): [string, HostileJob] => [
  name,
  (directory) => writeJob(directory, events()),
]);

const withOddNames: [string, HostileJob] = ['odd names everywhere', (directory) => writeJob(directory, ODD_NAMES())];

const withLongRecords = Object.entries(LONG_RECORDS).map(([name, make]): [string, HostileJob] => [
  `a record: ${name}`,
  (directory) => writeJob(directory, concat([PLAIN(), make()])),
]);

const withMaps = Object.entries(INSIGHT_FILES).map(([name, events]): [string, HostileJob] => [
  name,
  (directory) => writeJob(directory, events()),
]);

/** Many maps that are one large picture each: a survey reads several of them at a time. */
const withLargeMaps = Object.entries(LARGE_MAPS).map(([name, make]): [string, HostileJob] => [
  `two hundred maps: ${name}`,
  async (directory) => writeJob(directory, MANY_MAPS(), { heatmap: await make() }),
]);

const withPictures = Object.entries(PICTURES).flatMap(([name, make]): [string, HostileJob][] => [
  [`original: ${name}`, async (directory) => writeJob(directory, PLAIN(), { original: await make() })],
  [`heatmap: ${name}`, async (directory) => writeJob(directory, PLAIN(), { heatmap: await make() })],
]);

const withManifests = Object.entries(MANIFESTS).map(([name, make]): [string, HostileJob] => [
  `a manifest: ${name}`,
  async (directory) => {
    await writeJob(directory, PLAIN());
    await mkdir(join(directory, DATA), { recursive: true });
    await writeFile(join(directory, DATA, 'manifest.json'), make());
  },
]);

/** A job of many parts: what each file has, by writer and number. */
const inParts =
  (
    count: number,
    nameOf: (i: number) => [writer: number, number: number],
    contentOf: (i: number) => Uint8Array,
  ): HostileJob =>
  async (directory) => {
    await writeJob(directory, PLAIN());
    for (let i = 0; i < count; i++) {
      const [writer, number] = nameOf(i).map(String);
      const name = `events.part.${SECONDS}.${writer.padStart(4, '0')}.${number.padStart(6, '0')}`;
      await writeFile(join(directory, name), contentOf(i));
    }
  };

/** What each of many writers says about a sample. */
const samePartly = (id: number, writer: number) =>
  concat([
    about(id, field(2, 'original.png'), ints(3, [id % 5])),
    about(id, field(4, message(floats(1, [writer / 500])))),
    about(id, field(5, message(field(1, 'GradCAM'), int(2, id % 5), field(3, 'heatmap.png')))),
  ]);

const NO_EVENTS = new Uint8Array(0);
const withParts: [string, HostileJob][] = [
  [
    'parts of nine thousand writers',
    inParts(
      9_000,
      (i) => [i, i % 2],
      () => PLAIN(),
    ),
  ],
  [
    'nine thousand parts of one sample',
    inParts(
      9_000,
      (i) => [0, 1 + i],
      (i) => about(0, field(2, 'original.png'), field(4, message(floats(1, [i / 9_000])))),
    ),
  ],
  [
    'five hundred writers of the same samples',
    inParts(
      500,
      (i) => [1 + i, 0],
      (i) => concat([PLAIN(), repeated(400, (id) => samePartly(id, i))]),
    ),
  ],
  [
    'nine thousand parts that are damaged',
    inParts(
      9_000,
      (i) => [1 + i, 0],
      () => PLAIN().fill(255, 30, 40),
    ),
  ],
  [
    'parts without a byte',
    inParts(
      20_500,
      (i) => [0, 1 + i],
      () => NO_EVENTS,
    ),
  ],
  [
    'parts with gaps of a million',
    inParts(
      900,
      (i) => [i % 3, 1_000_000 * (1 + i)],
      () => PLAIN(),
    ),
  ],
];

const withDirectories: [string, HostileJob][] = [
  [
    'directories below each other',
    async (directory) => {
      await mkdir(join(directory, ...Array<string>(400).fill('d')), { recursive: true });
      await writeJob(directory, PLAIN());
    },
  ],
  [
    'ten thousand directories beside the pictures',
    async (directory) => {
      for (let i = 0; i < 10_000; i++) await mkdir(join(directory, `d${i}`), { recursive: true });
      await writeJob(directory, PLAIN());
    },
  ],
  [
    'twenty thousand names that are not UTF-8',
    async (directory) => {
      await writeJob(directory, PLAIN());
      for (let i = 0; i < 20_000; i++) {
        const name = Buffer.concat([Buffer.alloc(200, 0xff), Buffer.from(String(i))]);
        await writeFile(Buffer.concat([Buffer.from(`${directory}/`), name]), '');
      }
    },
  ],
  [
    'ten thousand event files',
    async (directory) => {
      await writeJob(directory, PLAIN());
      for (let i = 0; i < 10_000; i++) await writeFile(join(directory, `events.summary.${i}._explain`), 'x');
    },
  ],
];

export const HOSTILE_JOBS: ReadonlyMap<string, HostileJob> = new Map([
  ...withEvents,
  withOddNames,
  ...withLongRecords,
  ...withMaps,
  ...withLargeMaps,
  ...withPictures,
  ...withManifests,
  ...withParts,
  ...withDirectories,
  ...Object.entries(RESTLESS_JOBS),
]);
