'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';

interface Props {
  /** Matches that came after what is shown. */
  news: number;
  isReordered: boolean;
  onShow(): void;
}

/** Says, over the foot of the page, that the job has grown beyond what is shown, and shows it when asked. */
export function News({ news, isReordered, onShow }: Props) {
  const t = useTranslations('saliency');
  if (news === 0 && !isReordered) return null;
  return (
    <span className="-translate-x-1/2 absolute bottom-full left-1/2 mb-3">
      <Button look="accent" className="rounded-full shadow-[0_4px_16px_rgb(0_0_0/.2)]" onPress={onShow}>
        {news > 0 ? t('new', { count: news }) : t('changed')}
      </Button>
    </span>
  );
}
