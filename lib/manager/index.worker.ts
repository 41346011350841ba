import { parentPort } from 'node:worker_threads';
import { localStorage } from '../storage/local';
import { type IndexEvent, IndexService } from './index-service';
import { serve } from './rpc';

/* The indexing worker: everything that reads event files or walks over all samples of a job happens on this thread. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

let send: (event: IndexEvent) => void = () => {};
send = serve(parentPort, new IndexService(localStorage, (event) => send(event), performance.now.bind(performance)));
