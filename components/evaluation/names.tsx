import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { useTranslations } from 'use-intl';
import { Popover } from '@/components/kit/popover';

/** More names than this would take several lines of a sentence. */
export const MAX_NAMES = 3;

/** The number of some explainers in a sentence; a click lists their names. */
export function Names({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const t = useTranslations('list');
  return (
    <DialogTrigger>
      <AriaButton className="rounded text-accent underline decoration-dotted underline-offset-2">{children}</AriaButton>
      <Popover placement="bottom start" className="max-h-[60vh] max-w-[min(26rem,calc(100vw-2rem))] overflow-y-auto">
        <Dialog aria-label={t('explainers')} className="outline-none">
          <ul className="px-4 py-3 [overflow-wrap:anywhere]">
            {names.map((name) => (
              <li key={name}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
