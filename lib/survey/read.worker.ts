import { parentPort, threadId, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { blockingStorage } from '../storage/local';
import { openStorage, type StoreOptions } from '../storage/open-storage';
import { inTurnOf, type LargeTurn } from './large-turn';
import { MapFiles } from './map-files';
import { MapReader } from './map-reader';
import { type PauseFlag, waitWhilePaused } from './pause-flag';

/* A thread that reads saliency maps for the survey. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { flag, turn, store }: { flag: PauseFlag; turn: LargeTurn; store: StoreOptions | null } = workerData;
const files = new MapFiles(openStorage(store, blockingStorage), inTurnOf(turn, threadId));
serve(parentPort, new MapReader(files, () => waitWhilePaused(flag)));
