import 'server-only';
import pino from 'pino';
import { settingsFromEnvironment } from '../settings';
import { localStorage } from '../storage/local';
import { ExplainManager } from './explain-manager';

/*
 * The one manager. Next compiles instrumentation, route handlers and pages as separate programs in one process, so a
 * module's variable would exist three times; what hangs on globalThis is shared by all of them.
 */
const shared = globalThis as typeof globalThis & { salientManager?: ExplainManager };

/** The manager of this process, started with the settings of the environment when it is first asked for. */
export function getManager(): ExplainManager {
  shared.salientManager ??= start();
  return shared.salientManager;
}

function start(): ExplainManager {
  const { dir, memory, maxDepth, reloadInterval, logLevel } = settingsFromEnvironment();
  const transport = process.stdout.isTTY ? { target: 'pino-pretty' } : undefined;
  const log = pino({ level: logLevel, transport });
  const manager = new ExplainManager({
    summaryBaseDir: dir,
    storage: localStorage,
    memoryBytes: memory,
    maxDepth,
    log: {
      info: (facts, message) => log.info(facts, message),
      warn: (facts, message) => log.warn(facts, message),
    },
  });
  void manager.startLoadData({ reloadInterval });
  return manager;
}
