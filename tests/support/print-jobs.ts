/*
 * What the dashboard reads of jobs, for tests of programs that write them: takes their directories, all in one base directory,
 * and prints one JSON array.
 */

import { basename, dirname } from 'node:path';
import { fromJson } from '../../lib/json';
import { ExplainManager } from '../../lib/manager/explain-manager';
import { jobState } from '../../lib/manager/job-state';
import { readManifest } from '../../lib/manager/manifest';
import { localStorage } from '../../lib/storage/local';

const directories = process.argv.slice(2);
const manager = new ExplainManager({ summaryBaseDir: dirname(directories[0]), storage: localStorage });
// The manager holds on to no process that has nothing else to do.
const alive = setInterval(() => {}, 60_000);
await manager.startLoadData({ reloadInterval: 0 });

async function read(directory: string) {
  const loader = await manager.getJob(`./${basename(directory)}`);
  if (loader === null) throw new Error(`The manager finds no job in ${directory}.`);
  await loader.load();
  const { snapshot, updateTime } = loader;
  const manifest = await readManifest(localStorage, loader.path, loader.directory);
  const page = await loader.samples({
    filter: {},
    sort: { by: 'id', descending: false },
    page: 0,
    limit: 10_000,
  });
  return {
    state: jobState({ snapshot, loading: false, failed: false, manifest, updateTime, now: updateTime }),
    manifest: manifest.kind === 'present' ? manifest.manifest : null,
    threshold: snapshot?.threshold,
    explainers: snapshot?.explainers,
    metrics: snapshot?.metrics,
    uncertainty: snapshot?.hasUncertainty,
    problems: snapshot?.problems,
    damage: snapshot?.damage,
    bytesRead: snapshot?.bytesRead,
    samples: page && fromJson(page.samples),
    scores: await loader.scores(),
  };
}

const jobs = [];
for (const directory of directories) jobs.push(await read(directory));
process.stdout.write(JSON.stringify(jobs));
await manager.stop();
clearInterval(alive);
