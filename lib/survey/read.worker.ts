import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { localStorage } from '../storage/local';
import { MapReader } from './map-reader';
import { type PauseFlag, waitWhilePaused } from './pause-flag';

/* A thread that reads saliency maps for the survey. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { flag }: { flag: PauseFlag } = workerData;
serve(parentPort, new MapReader(localStorage, () => waitWhilePaused(flag)));
