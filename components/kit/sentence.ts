'use client';

import { useMessages, useTranslations } from 'use-intl';
import { FetchError } from './fetch-json';

interface Problem {
  code: string;
  /** As the server says it, in English. */
  message: string;
  /** Byte of the event file that it is about. */
  offset?: number | null;
}

/** What is wrong, in the language of the page; in other languages than English with the server's own words behind it. */
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
