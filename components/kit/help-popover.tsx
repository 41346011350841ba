'use client';

import type { RefObject } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { useMessages } from 'use-intl';
import type { HelpTopic } from './help-topic';
import { Popover } from './popover';

interface Props {
  label: string;
  topics: readonly HelpTopic[];
  /** The element next to which it is placed. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** The explanations of some topics, one after the other. */
export function HelpPopover({ label, topics, trigger, onClose }: Props) {
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom start"
      className="max-h-[80vh] w-[min(26rem,calc(100vw-2rem))] overflow-y-auto"
    >
      <Dialog aria-label={label} className="flex flex-col gap-4 p-4 text-left font-normal text-base outline-none">
        {topics.map((topic) => (
          <Topic key={topic} topic={topic} />
        ))}
      </Dialog>
    </Popover>
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
