/** Next calls this once when the server starts: the first scan starts before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getManager } = await import('./lib/manager/instance');
  getManager();
}
