import { parentPort } from 'node:worker_threads';
import { decodeBlock } from '../event/event-tape';
import { tapeOf } from './block-memory';

/* The decoding thread: decodes each block it receives onto the tape of that block. */

const port = parentPort;
if (port === null) throw new Error('This module is the body of a worker thread.');

port.on('message', (bytes: Uint8Array) => port.postMessage(decodeBlock(bytes, tapeOf(bytes))));
port.postMessage('up');
