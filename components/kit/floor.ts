import { FLOOR_COOKIE, type Floor, floorText, parseFloor, raised } from '@/lib/api/floor';
import { BASE_PATH } from '@/lib/api/urls';

let floor: Floor | null = null;

/** Notes in the cookie how far an answer says that its job has been read. */
export function noteFloor(url: string, answer: unknown): void {
  const key = /\/api\/jobs\/([^/?]+)/.exec(url)?.[1];
  const { generation, progress } = (answer ?? {}) as { generation?: unknown; progress?: { read?: unknown } };
  if (key === undefined || typeof generation !== 'string') return;
  const told = parseFloor(`${key}:${generation}:${progress?.read}`);
  const next = told && raised(floor, told);
  if (next === null || next === floor) return;
  floor = next;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser, and asynchronous
  document.cookie = `${FLOOR_COOKIE}=${floorText(next)}; Path=${BASE_PATH}/; SameSite=Lax`;
}
