'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';

const SHOWN_MS = 2_000;

const ToastContext = createContext<(message: string) => void>(() => {});

/** Shows short messages at the bottom of the window, and announces them to screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState<{ text: string } | null>(null);
  const show = useCallback((text: string) => setMessage({ text }), []);
  useEffect(() => {
    if (message === null) return;
    const timer = setTimeout(() => setMessage(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <ToastContext value={show}>
      {children}
      <output
        aria-live="polite"
        className={`pointer-events-none fixed bottom-16 left-1/2 z-50 -translate-x-1/2 rounded-md bg-ink px-3 py-1.5 text-page transition-opacity ${message === null ? 'opacity-0' : 'opacity-100'}`}
      >
        {message?.text}
      </output>
    </ToastContext>
  );
}

/** Shows a short message. */
export function useToast(): (message: string) => void {
  return useContext(ToastContext);
}

/** Copies texts to the clipboard and shows a confirmation. */
export function useCopy(): (text: string) => Promise<void> {
  const show = useToast();
  const t = useTranslations('app');
  return useMemo(
    () => async (text: string) => {
      try {
        await copy(text);
        show(t('copied'));
      } catch {
        show(t('copyFailed'));
      }
    },
    [show, t],
  );
}

async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // The clipboard API is not available over plain HTTP from another machine.
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  if (!copied) throw new Error('The browser refused to copy.');
}
