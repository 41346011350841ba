'use client';

import { Download as DownloadIcon } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useCommand } from '@/components/kit/commands';
import type { JobAnswer } from '@/lib/api/answers';
import { explainerOnWall, type SaliencyState } from '@/lib/api/search-params';
import { useDownload } from './use-download';

/** Tiles outside the window are not saved. */
function isInWindow(element: HTMLElement): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}

const KEYWORDS = ['download', 'export', 'save', 'png', 'image', '下载', '导出', '保存', '图片'];

/** Saves the pictures as one PNG, as they are shown: the rows of the page, or the tiles of the wall that are in the window. */
export function Download({ job, state }: { job: JobAnswer; state: SaliencyState }) {
  const t = useTranslations('saliency');
  const download = useDownload(job);
  const isWall = state.layout === 'wall';
  const save = () => {
    const all = [...document.querySelectorAll<HTMLElement>('[data-sample] [data-frame]')];
    const frames = isWall ? all.filter(isInWindow) : all;
    const tops = frames.map((frame) => frame.getBoundingClientRect().top);
    const columns = Math.max(1, tops.filter((top) => top === tops[0]).length);
    const explainer = isWall ? job.explainerNames[explainerOnWall(job, state)] : undefined;
    void download({ frames, columns, title: job.path, name: job.path, explainer });
  };
  const title = t(isWall ? 'downloadWall' : 'downloadPage');
  useCommand(title, save, KEYWORDS);
  return (
    <Button isSquare look="ghost" title={title} onPress={save}>
      <DownloadIcon size={14} aria-hidden />
    </Button>
  );
}
