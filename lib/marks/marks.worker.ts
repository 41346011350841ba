import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { localStorage } from '../storage/local';
import type { MarksDatabase, MarksSettings } from './database';
import { MarksService } from './marks-service';

/* The marks thread: SQLite's driver is synchronous, and a write waits for the disk. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

/** Each driver is loaded where it is needed only. */
async function open({ directory, url, isReadOnly }: MarksSettings): Promise<MarksDatabase> {
  if (url !== null) return new (await import('./postgres')).PostgresDatabase({ url, isReadOnly });
  return new (await import('./sqlite')).SqliteDatabase({ directory, isReadOnly, storage: localStorage });
}

const port = parentPort;
void open(workerData).then((database) => serve(port, new MarksService(database)));
