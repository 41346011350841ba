const NAME = 'salient-last-mark';

/** The mark that was used last in this browser; null for none. */
export function lastMark(): string | null {
  try {
    return localStorage.getItem(NAME);
  } catch {
    return null; // storage is blocked
  }
}

export function rememberMark(name: string): void {
  try {
    localStorage.setItem(NAME, name);
  } catch {
    // It is asked for the next time.
  }
}
