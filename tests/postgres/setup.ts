import { startPostgres } from './postgres';

/** Starts one Postgres server, for the tests that only need databases of their own. */
export async function setup(): Promise<() => Promise<void>> {
  const server = await startPostgres();
  process.env.SALIENT_TEST_POSTGRES = server.url('postgres');
  return () => server.stop();
}
