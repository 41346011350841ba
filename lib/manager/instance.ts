import 'server-only';
import { makeLog } from '../log.js';
import { MarksThread } from '../marks/marks-thread';
import { loadFailures, loadSeconds, scanSeconds, workersLost } from '../metrics';
import { basesOf, pictureCacheBytes, settingsFromEnvironment, storeOf } from '../settings';
import { openStorage } from '../storage/open-storage';
import { RequestCounts } from '../storage/request-counts';
import { ExplainManager } from './explain-manager';

/*
 * The single manager of the process. Next compiles instrumentation, route handlers and pages as separate programs in one process, so
 * a module variable would exist three times; globalThis is shared by all of them.
 */
const shared = globalThis as typeof globalThis & { salientManager?: ExplainManager };

/** The manager of this process; the first call starts it with the settings of the environment. */
export function getManager(): ExplainManager {
  shared.salientManager ??= start();
  return shared.salientManager;
}

/**
 * Memory in use beside the loaded jobs and the cache of pictures: arrays that were replaced by larger ones and await garbage collection, about 64 MB of them,
 * and 16 MB of the thread that verifies long files.
 */
const BESIDE_BYTES = 80 * 2 ** 20;

function start(): ExplainManager {
  const settings = settingsFromEnvironment();
  const { dir, memory, maxDepth, reloadInterval, logLevel, cacheDir, cacheSize, dataDir, database, readOnly, shards } =
    settings;
  const bases = basesOf(dir);
  const place = storeOf(settings);
  const counts = new RequestCounts();
  const store = place && { ...place, counts: counts.buffer };
  const log = makeLog(logLevel);
  const storage = openStorage(store);
  const manager = new ExplainManager({
    summaryBaseDir: bases[0].path,
    bases,
    storage,
    store,
    shards: shards === '' ? null : { place: shards, storage },
    requests: store && counts,
    marks: new MarksThread({ directory: dataDir, url: database || null, isReadOnly: readOnly }),
    memoryBytes: memory - Math.min(BESIDE_BYTES, memory / 2) - pictureCacheBytes(memory),
    maxDepth,
    cache:
      cacheSize === 0
        ? null
        : {
            directory: cacheDir,
            maxBytes: cacheSize,
            build: process.env.SALIENT_BUILD ?? 'development',
            retrySeconds: reloadInterval,
          },
    onWorkerLost: () => workersLost.inc(),
    onScan: (milliseconds) => scanSeconds.observe(Math.max(0, milliseconds) / 1000),
    onLoaded: (milliseconds, hasFailed) => {
      // The clock may have been set back meanwhile.
      loadSeconds.observe(Math.max(0, milliseconds) / 1000);
      if (hasFailed) loadFailures.inc();
    },
    log: {
      info: (facts, message) => log.info(facts, message),
      warn: (facts, message) => log.warn(facts, message),
    },
  });
  void manager.startLoadData({ reloadInterval });
  return manager;
}
