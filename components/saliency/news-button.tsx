'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';

export interface NewsProps {
  /** Number of matches that arrived after the page was shown. */
  news: number;
  isReordered: boolean;
  onShow(): void;
}

/** A notice over the footer that the job has grown beyond what is shown, with a button that shows it. */
export function NewsButton({ news, onShow }: Pick<NewsProps, 'news' | 'onShow'>) {
  const t = useTranslations('saliency');
  return (
    <span className="-translate-x-1/2 absolute bottom-full left-1/2 mb-3">
      <Button look="accent" className="rounded-full shadow-[0_4px_16px_rgb(0_0_0/.2)]" onPress={onShow}>
        {news > 0 ? t('new', { count: news }) : t('changed')}
      </Button>
    </span>
  );
}
