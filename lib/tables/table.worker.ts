import { parentPort } from 'node:worker_threads';
import { serve } from '../rpc';
import { TableService } from './table-service';

/* The thread that writes a table. */

if (parentPort === null) throw new Error('This module is the body of a worker thread.');

serve(parentPort, new TableService());
