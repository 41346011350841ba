import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { localStorage } from '../storage/local';
import type { PauseFlag } from './pause-flag';
import { ReadingThreads } from './reading-threads';
import { SurveyService } from './survey-service';

/* The survey thread: keeps what was counted from the maps of jobs, and answers questions about it. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { flag }: { flag: PauseFlag } = workerData;
const { read, checksums } = new ReadingThreads(flag);
serve(parentPort, new SurveyService(localStorage, read, checksums));
