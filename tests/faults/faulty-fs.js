/*
 * Preloaded into each thread of a server (`--import`): injects file system errors for tests.
 * SALIENT_FAULTS names a JSON file, which is read again on every call:
 *
 *     { "rules": [{ "call": "read", "path": "/run/", "code": "EIO" }], "clockOffset": 0 }
 *
 * `call` is open, read, write, stat, list or any; `delay` is in milliseconds; `code` EXIT ends the thread.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { readFileSync } = fs;
const { now } = Date;

/** @returns {{ rules?: { call: string, path: string, code?: string, delay?: number }[], clockOffset?: number }} */
function plan() {
  try {
    return JSON.parse(readFileSync(process.env.SALIENT_FAULTS ?? '', 'utf8'));
  } catch {
    return {}; // currently being written
  }
}

Date.now = () => now() + (plan().clockOffset ?? 0);

/** Throws the error that a rule defines for a call; returns its delay, milliseconds. @param {string} call @param {string} path */
function fault(call, path) {
  const rule = plan().rules?.find((one) => (one.call === 'any' || one.call === call) && `${path}/`.includes(one.path));
  if (rule?.code === 'EXIT' && !isMainThread) process.exit(7);
  if (rule?.code && rule.code !== 'EXIT') {
    throw Object.assign(new Error(`${rule.code}: injected, ${call} '${path}'`), {
      code: rule.code,
      syscall: call,
      path,
    });
  }
  return rule?.delay ?? 0;
}

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Paths of open files. @type {Map<number, string>} */
const paths = new Map();

/** @param {any} holder @param {string} name @param {string} call @param {(self: any, first: any) => string} pathOf */
function spoil(holder, name, call, pathOf) {
  const original = holder[name];
  holder[name] = async function (/** @type {any[]} */ ...args) {
    await pause(fault(call, pathOf(this, args[0])));
    return original.apply(this, args);
  };
}

const first = (/** @type {unknown} */ _, /** @type {string} */ path) => String(path);
spoil(fs.promises, 'realpath', 'stat', first);
spoil(fs.promises, 'open', 'open', first);
spoil(fs.promises, 'mkdir', 'write', first);

const { open } = fs.promises;
let areHandlesSpoiled = false;
fs.promises.open = async (path, ...rest) => {
  const handle = await open(path, ...rest);
  paths.set(handle.fd, String(path));
  if (!areHandlesSpoiled) {
    areHandlesSpoiled = true;
    const prototype = Object.getPrototypeOf(handle);
    const ofHandle = (/** @type {{ fd: number }} */ self) => paths.get(self.fd) ?? '';
    spoil(prototype, 'read', 'read', ofHandle);
    spoil(prototype, 'readFile', 'read', ofHandle);
    spoil(prototype, 'writeFile', 'write', ofHandle);
  }
  return handle;
};

/** The same for a function that takes a callback. @param {any} holder @param {string} name @param {string} call @param {(first: any) => string} pathOf */
function spoilCallback(holder, name, call, pathOf) {
  const original = holder[name];
  holder[name] = (/** @type {any[]} */ ...args) => {
    try {
      const delay = fault(call, pathOf(args[0]));
      if (delay > 0) setTimeout(original, delay, ...args);
      else original(...args);
    } catch (error) {
      process.nextTick(args[args.length - 1], error);
    }
  };
}

spoilCallback(fs, 'lstat', 'stat', String);
spoilCallback(fs, 'readdir', 'list', String);
spoilCallback(fs, 'fstat', 'stat', (fd) => paths.get(fd) ?? '');

const { readSync } = fs;
fs.readSync = (/** @type {number} */ fd, /** @type {any[]} */ ...rest) => {
  fault('read', paths.get(fd) ?? '');
  return readSync(fd, .../** @type {[any, any, any, any]} */ (rest));
};
syncBuiltinESMExports();
