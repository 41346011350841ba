import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { blockingStorage } from '../storage/local';
import { openStorage, type StoreOptions } from '../storage/open-storage';
import { MapReader } from './map-reader';
import { type PauseFlag, waitWhilePaused } from './pause-flag';

/* A thread that reads saliency maps for the survey. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { flag, store }: { flag: PauseFlag; store: StoreOptions | null } = workerData;
serve(parentPort, new MapReader(openStorage(store, blockingStorage), () => waitWhilePaused(flag)));
