'use client';

import { useMessages, useTranslations } from 'use-intl';
import { FetchError } from './fetch-error';

interface Problem {
  code: string;
  /** The English sentence of the server. */
  message: string;
  /** Byte offset in the event file. */
  offset?: number | null;
}

/** A problem as a sentence in the language of the page; in languages other than English followed by the server's sentence. */
export function useSentence(): (problem: Problem | Error) => string {
  const t = useTranslations('problem');
  const { problem: known } = useMessages();
  const isKnown = (code: string): code is keyof typeof known => Object.hasOwn(known, code);
  const say = ({ code, message, offset }: Problem) =>
    isKnown(code) ? t(code, { message, offset: offset ?? 0 }) : message;
  return (problem) => {
    if (!(problem instanceof Error)) return say(problem);
    const isAnswer = problem instanceof FetchError && problem.problem !== null;
    return isAnswer ? say({ code: problem.problem?.code ?? '', message: problem.message }) : t('unreachable');
  };
}
