'use client';

import { Download as DownloadIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { JobAnswer } from '@/lib/api/answers';
import { explainerOnWall, type SaliencyState } from '@/lib/api/search-params';
import { useDownload } from './use-download';

/** Tiles that are there ahead of scrolling are not seen, and not saved. */
function isInWindow(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

/** Saves the pictures in the window as one PNG, as they are shown: rows of the page, or tiles of the wall. */
export function Download({ job, state }: { job: JobAnswer; state: SaliencyState }) {
  const t = useTranslations('saliency');
  const download = useDownload(job);
  const isWall = state.layout === 'wall';
  return (
    <Button
      isSquare
      look="ghost"
      title={t(isWall ? 'downloadWall' : 'downloadPage')}
      onPress={() => {
        const all = [...document.querySelectorAll<HTMLElement>('[data-sample] [data-frame]')];
        const frames = isWall ? all.filter(isInWindow) : all;
        const tops = frames.map((frame) => frame.getBoundingClientRect().top);
        const columns = Math.max(1, tops.filter((top) => top === tops[0]).length);
        const explainer = isWall ? job.explainerNames[explainerOnWall(job, state)] : undefined;
        void download({ frames, columns, title: job.path, name: job.path, explainer });
      }}
    >
      <DownloadIcon size={14} aria-hidden />
    </Button>
  );
}
