import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { localStorage } from '../storage/local';
import { MarksDatabase } from './database';
import { MarksService } from './marks-service';

/* The marks thread: the driver of the database is synchronous, and a write waits for the disk. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { directory, isReadOnly }: { directory: string; isReadOnly: boolean } = workerData;
serve(parentPort, new MarksService(new MarksDatabase({ directory, isReadOnly, storage: localStorage })));
