import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { openStorage, type StoreOptions } from '../storage/open-storage';
import type { PauseFlag } from './pause-flag';
import { ReadingThreads } from './reading-threads';
import { SurveyService } from './survey-service';

/* The survey thread: keeps what was counted from the maps of jobs, and answers questions about it. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { flag, store }: { flag: PauseFlag; store: StoreOptions | null } = workerData;
const { read, checksums } = new ReadingThreads(flag, store);
serve(parentPort, new SurveyService(openStorage(store), read, checksums));
