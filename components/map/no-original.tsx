'use client';

import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { errorOf } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import { BrokenFile, MissingFile } from './cell-state';
import { faultOf } from './use-heatmap';

/** In the place of an original that cannot be loaded: that its file is missing, or the server's reason. */
export function NoOriginal({ src, path }: { src: string; path?: string }) {
  const sentence = useSentence();
  const t = useTranslations('cell');
  const { data: reason } = useSWR(['no original', src], () => reasonOf(src), { keepPreviousData: false });
  const fault = reason && faultOf(reason);
  if (!fault || fault === 'missing') return <MissingFile path={path} />;
  return <BrokenFile reason={fault === 'store' || fault === 'refused' ? t(fault) : sentence(reason)} />;
}

/** Null if the picture has become available meanwhile. */
async function reasonOf(src: string): Promise<Error | null> {
  const response = await fetch(src);
  return response.ok ? null : errorOf(response);
}
