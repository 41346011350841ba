import { executable } from './browser';

/** Unpacks the browser once, before test files start it side by side. */
export async function setup(): Promise<void> {
  await executable();
}
