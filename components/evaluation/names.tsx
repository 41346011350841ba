import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import { Popup } from '@/components/kit/popup';

/** More names than this would take several lines of a sentence. */
export const MAX_NAMES = 3;

/** The number of some explainers in a sentence; a click lists their names. */
export function Names({ names, children }: { names: readonly string[]; children: ReactNode }) {
  const t = useTranslations('list');
  return (
    <Popup
      label={t('explainers')}
      placement="bottom start"
      className="max-h-[60vh] max-w-[min(26rem,calc(100vw-2rem))] overflow-y-auto"
      button={(props) => (
        <AriaButton {...props} className="rounded text-accent underline decoration-dotted underline-offset-2">
          {children}
        </AriaButton>
      )}
    >
      <ul className="px-4 py-3 [overflow-wrap:anywhere]">
        {names.map((name) => (
          <li key={name}>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ul>
    </Popup>
  );
}
