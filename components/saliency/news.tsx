'use client';

import dynamic from 'next/dynamic';
import type { NewsProps } from './news-button';

/** Loaded when there is something new. */
const NewsButton = dynamic(() => import('./news-button').then(({ NewsButton }) => NewsButton), { ssr: false });

/** A notice over the footer that the job has grown beyond what is shown, if it has, with a button that shows it. */
export function News({ news, isReordered, onShow }: NewsProps) {
  return (news > 0 || isReordered) && <NewsButton news={news} onShow={onShow} />;
}
