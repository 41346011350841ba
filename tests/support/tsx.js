/* Lets Node load TypeScript, on worker threads too: tsx's own `--import tsx` reaches only the main thread on Node 20. */
import { register } from 'tsx/esm/api';

register();
