/** Next calls this once, when the server starts: jobs are looked for before anybody asks. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getManager } = await import('./lib/manager/instance');
  getManager();
}
