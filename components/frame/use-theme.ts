'use client';

import { useSyncExternalStore } from 'react';
import { setCookie } from './cookies';
import { isTheme, THEME_COOKIE, type Theme } from './theme';

/** Switches the page to a theme and stores it in a cookie, so that the server renders the next page in it. */
export function setTheme(theme: Theme): void {
  setCookie(THEME_COOKIE, theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** The current theme, which is set on the document element; `initial` is the one that the server rendered. */
export function useTheme(initial: Theme): Theme {
  return useSyncExternalStore(subscribe, current, () => initial);
}

function current(): Theme {
  const { theme } = document.documentElement.dataset;
  return isTheme(theme) ? theme : 'system';
}

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
