import { BASE_PATH } from '@/lib/api/urls';

const YEAR_SECONDS = 365 * 24 * 3600;

/** Stores a preference in a cookie, so that the server can render with it. */
export function setCookie(name: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and over plain HTTP
  document.cookie = `${name}=${value}; path=${BASE_PATH}/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
