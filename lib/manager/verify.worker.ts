import { parentPort } from 'node:worker_threads';
import { wholeUntil } from '../record/record-reader';

/* The thread that verifies: for each block that comes in, where its records stop being whole and sound. */

const port = parentPort;
if (port === null) throw new Error('This module is the body of a worker thread.');

port.on('message', (bytes: Uint8Array) => port.postMessage(wholeUntil(bytes)));
port.postMessage('up');
