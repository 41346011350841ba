'use client';

import { CircleQuestionMark } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { useMessages, useTranslations } from 'use-intl';
import type { Messages } from '@/lib/i18n/locale';
import { Button } from './button';
import { Popover } from './popover';

/** What there is help about: the keys of `help` in the messages. */
export type HelpTopic = keyof Messages['help'];

/** A question mark that opens what a notion means, and where that is written. */
export function Help({ topic }: { topic: HelpTopic }) {
  const t = useTranslations('app');
  const { title, text, ...rest } = useMessages().help[topic];
  return (
    <DialogTrigger>
      <Button look="ghost" isSquare className="size-6 text-muted" aria-label={t('help', { title })}>
        <CircleQuestionMark size={13} aria-hidden />
      </Button>
      <Popover placement="bottom start" className="w-[min(24rem,calc(100vw-2rem))]">
        <Dialog className="flex flex-col gap-1.5 p-4 text-left font-normal text-base outline-none">
          <Heading slot="title" className="font-semibold">
            {title}
          </Heading>
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
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
