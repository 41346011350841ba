import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const alias = {
  '@': root.replace(/\/$/, ''),
  // Next's guard against importing server code in the browser; tests run on the server side of it.
  'server-only': `${root}tests/support/server-only.ts`,
};

/** So that the worker threads of the code under test can be TypeScript. */
const execArgv = ['--import', './tests/support/tsx.js'];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 20_000 },
      },
      {
        resolve: { alias },
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          pool: 'forks',
          execArgv,
          testTimeout: 20_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'server',
          include: ['tests/server/**/*.test.ts', 'tests/hostile/**/*.test.ts'],
          pool: 'forks',
          retry: 1, // a loaded machine may miss a deadline once
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'fuzz',
          include: ['tests/fuzz/**/*.fuzz.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          execArgv,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'proxy',
          include: ['tests/proxy/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'storage',
          include: ['tests/storage/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'postgres',
          include: ['tests/postgres/**/*.test.ts', 'tests/unit/marks/{aside,jobs,marking,transfer}.test.ts'],
          globalSetup: 'tests/postgres/setup.ts',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'notebook',
          include: ['tests/notebook/**/*.test.ts'],
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: 'tests/support/browser-setup.ts',
          pool: 'forks',
          maxWorkers: 2, // each has a browser and a server of its own, which wait for each other half of the time
          isolate: false, // so that a worker starts its browser and loads modules once
          retry: 1, // a loaded machine may miss a deadline once
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
