'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { FetchError } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import type { MarkedAnswer, UndoneAnswer } from '@/lib/api/mark-answers';
import { api } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { rememberMark } from './last-mark';
import type { MarkTarget } from './mark-target';
import { useRenewal } from './use-marks';
import { writeJson } from './write-json';

/** What was done, and the version of the write, to undo it. */
export interface Done {
  text: string;
  version: number | null;
  isError?: boolean;
}

/** Functions that mark samples of a job and say what they did. */
export function useMarking(jobKey: string, generation: string | undefined) {
  const t = useTranslations('marks');
  const format = useFormatter();
  const sentence = useSentence();
  const renew = useRenewal();

  const send = (target: MarkTarget, mark: string, remove: boolean) => {
    const which =
      'sample' in target ? { ids: [target.sample] } : 'ids' in target ? { ids: target.ids } : { filter: target.filter };
    return writeJson<MarkedAnswer>('POST', api.jobMarks(jobKey), { mark, remove, generation, ...which });
  };
  const said = (
    target: MarkTarget,
    name: string,
    remove: boolean,
    { changed, matched, version }: MarkedAnswer,
  ): Done => {
    const mark = isolated(name);
    if ('sample' in target)
      return { text: t(remove ? 'unmarkedOne' : 'markedOne', { id: target.sample, mark }), version };
    const counts = { changed: format.number(changed), matched: format.number(matched), mark };
    const done = changed === matched ? 'markedAll' : 'markedMany';
    return { text: t(remove ? 'unmarkedMany' : done, counts), version: changed > 0 ? version : null };
  };
  const attempt = async (work: () => Promise<Done>): Promise<Done> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof FetchError)) throw error;
      return { text: sentence(error), version: null, isError: true };
    } finally {
      void renew();
    }
  };
  return {
    /** Gives a mark to samples, or takes it away. */
    mark: (target: MarkTarget, name: string, remove: boolean) =>
      attempt(async () => {
        if (!remove) rememberMark(name);
        return said(target, name, remove, await send(target, name, remove));
      }),
    /** Gives a mark to a sample, or takes it away if it has it. */
    toggle: (target: MarkTarget, name: string) =>
      attempt(async () => {
        rememberMark(name);
        const given = await send(target, name, false);
        return given.changed > 0
          ? said(target, name, false, given)
          : said(target, name, true, await send(target, name, true));
      }),
    undo: (version: number) =>
      attempt(async () => {
        const { changed } = await writeJson<UndoneAnswer>('POST', api.undoMarks(), { version });
        return { text: t('undone', { count: changed }), version: null };
      }),
  };
}
