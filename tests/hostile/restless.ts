import { appendFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA, EVENT_FILE, SECONDS } from '../support/browser-jobs';
import { concat } from '../support/event-writer';
import { EVENT_FILES, PLAIN } from './event-files';
import { MANY_MAPS } from './insight-files';
import { about, field, floats, ints, message, repeated } from './message';
import { type HostileJob, picture, writeJob } from './write-job';

/* Jobs whose files do not stay as they are while they are read. */

/** Puts a file in the place of another one in one step. */
async function replace(path: string, content: Uint8Array): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

const samplesFrom = (first: number, count: number) =>
  repeated(count, (i) =>
    about(
      first + i,
      field(2, 'original.png'),
      ints(3, [i % 5]),
      field(4, message(floats(1, [0.5]), ints(2, [i % 5]), floats(3, [0.5]))),
    ),
  );

const large = () => concat([PLAIN(), samplesFrom(1, 100_000)]);

const nameOfPart = (number: number) => `events.part.${SECONDS}.0001.${String(number).padStart(6, '0')}`;

export const RESTLESS_JOBS: Readonly<Record<string, HostileJob>> = {
  'an event file that is replaced again and again': async (directory) => {
    const contents = [large(), EVENT_FILES['ten megabytes of labels']()];
    await writeJob(directory, contents[0]);
    return async (path, step) => replace(join(path, EVENT_FILE), contents[step % 2]);
  },
  'an event file that is emptied and written again': async (directory) => {
    const content = large();
    await writeJob(directory, content);
    return async (path, step) => writeFile(join(path, EVENT_FILE), content.subarray(0, content.length >> (step % 4)));
  },
  'an event file that grows by two hundred thousand samples a second': async (directory) => {
    await writeJob(directory, PLAIN());
    // Made beforehand: what writes them must not take the processors away.
    const blocks = Array.from({ length: 150 }, (_, i) => samplesFrom(1 + 20_000 * i, 20_000));
    return async (path, step) => {
      if (step < blocks.length) await appendFile(join(path, EVENT_FILE), blocks[step]);
    };
  },
  'pictures that are replaced again and again': async (directory) => {
    await writeJob(directory, MANY_MAPS());
    return async (path, step) => {
      for (const name of ['original.png', 'heatmap.png']) await replace(join(path, name), await picture(step % 256));
    };
  },
  'a directory that is renamed to and fro': async (directory) => {
    await writeJob(directory, large());
    return async (path) => {
      await rename(path, `${path}_away`);
      await rename(`${path}_away`, path);
    };
  },
  'a manifest that is replaced again and again': async (directory) => {
    await writeJob(directory, PLAIN());
    await mkdir(join(directory, DATA));
    return async (path, step) => {
      const manifest = { status: step % 2 === 0 ? 'running' : 'complete', note: 'x'.repeat(1_000_000) };
      await replace(join(path, DATA, 'manifest.json'), Buffer.from(JSON.stringify(manifest)));
    };
  },
  'parts that come and go': async (directory) => {
    await writeJob(directory, PLAIN());
    const content = samplesFrom(100, 100);
    return async (path, step) => {
      for (let number = 1; number <= 100; number++) {
        const part = join(path, nameOfPart(number + 100 * (step % 3)));
        if (step % 2 === 0) await writeFile(part, content);
        else await rm(part, { force: true });
      }
    };
  },
};
