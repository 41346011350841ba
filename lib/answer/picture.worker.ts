import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '../rpc';
import { PictureService, type PictureThreadSettings } from './picture-service';
import { transferring } from './transfer';

/* The thread that makes pictures. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

const { maskedBytes }: PictureThreadSettings = workerData;
serve(transferring(parentPort), new PictureService(maskedBytes));
