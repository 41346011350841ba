/*
 * The object store of tests and benches: versitygw, built from the Go module proxy, which takes three minutes of processor time, and kept in
 * the cache directory of the user.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = 'v1.8.0';

/** The path of the program, which is built unless it is there; null where there is no Go, or no network. $SALIENT_VERSITYGW names another one. */
export function versitygw() {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'salient-tests');
  const path = process.env.SALIENT_VERSITYGW || join(cache, `versitygw-${VERSION}`);
  if (existsSync(path)) return path;
  if (process.env.SALIENT_VERSITYGW || spawnSync('go', ['version']).status !== 0) return null;
  mkdirSync(cache, { recursive: true });
  process.stdout.write(`Building versitygw ${VERSION}, once …\n`);
  const name = `github.com/versity/versitygw/cmd/versitygw@${VERSION}`;
  const env = { ...process.env, GOBIN: cache, CGO_ENABLED: '0' };
  if (spawnSync('go', ['install', name], { stdio: 'inherit', env }).status !== 0) return null;
  renameSync(join(cache, 'versitygw'), path);
  return path;
}
