'use client';

import { Tag } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { openMarks } from './mark-requests';
import type { MarkTarget } from './mark-target';

/** Shows the marks that some samples can be given. */
export function MarkButton({ target, count }: { target: MarkTarget; count?: number }) {
  const t = useTranslations('marks');
  const format = useFormatter();
  return (
    <Button onPress={() => openMarks(target)} isDisabled={count === 0}>
      <Tag size={13} aria-hidden />
      {count === undefined ? t('title') : t('markCount', { count: format.number(count) })}
    </Button>
  );
}
