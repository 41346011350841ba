import { parentPort } from 'node:worker_threads';
import { serve } from '../indexing/rpc';
import { PictureService } from './picture-service';
import { transferring } from './transfer';

/* The thread that makes pictures. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

serve(transferring(parentPort), new PictureService());
