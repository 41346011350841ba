import { parentPort, workerData } from 'node:worker_threads';
import { systemClock } from '../clock';
import { DecodingThread } from '../reading/decoding-thread';
import { serve } from '../rpc';
import { localStorage } from '../storage/local';
import { openStorage } from '../storage/open-storage';
import { IndexCache } from './index-cache';
import { type IndexEvent, IndexService, type WorkerSettings } from './index-service';

/* The indexing worker: all reading of event files and all iteration over the samples of a job happen on this thread. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { cache: options, store }: WorkerSettings = workerData;
let send: (event: IndexEvent) => void = () => {};
const publish = (event: IndexEvent) => send(event);
const cache = options && new IndexCache(localStorage, options, systemClock, (warning) => publish({ warning }));
const { decode } = new DecodingThread();
const now = performance.now.bind(performance);
send = serve(parentPort, new IndexService(openStorage(store), publish, now, cache, decode));
