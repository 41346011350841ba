'use client';

import { CircleQuestionMark } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { useMessages, useTranslations } from 'use-intl';
import type { Messages } from '@/lib/i18n/locale';
import { Button } from './button';
import { Popover } from './popover';

/** What there is help about: the keys of `help` in the messages. */
export type HelpTopic = keyof Messages['help'];

/** A question mark that opens what a notion, or each notion of a view, means, and where that is written. */
export function Help({ topic }: { topic: HelpTopic | readonly HelpTopic[] }) {
  const t = useTranslations('app');
  const { help } = useMessages();
  const topics: readonly HelpTopic[] = typeof topic === 'string' ? [topic] : topic;
  const label = typeof topic === 'string' ? t('help', { title: help[topic].title }) : t('helpView');
  return (
    <DialogTrigger>
      <Button look="ghost" isSquare className="size-6 text-muted" aria-label={label}>
        <CircleQuestionMark size={13} aria-hidden />
      </Button>
      <Popover placement="bottom start" className="max-h-[80vh] w-[min(26rem,calc(100vw-2rem))] overflow-y-auto">
        <Dialog aria-label={label} className="flex flex-col gap-4 p-4 text-left font-normal text-base outline-none">
          {topics.map((each) => (
            <Topic key={each} topic={each} />
          ))}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Topic({ topic }: { topic: HelpTopic }) {
  const { title, text, ...rest } = useMessages().help[topic];
  return (
    <section className="flex flex-col gap-1.5">
      <h2 className="font-semibold">{title}</h2>
      <p className="whitespace-pre-line">{text}</p>
      {'source' in rest && (
        <a
          href={rest.link}
          target="_blank"
          rel="noreferrer"
          className="text-accent text-small [overflow-wrap:anywhere] hover:underline"
        >
          {rest.source}
        </a>
      )}
    </section>
  );
}
