'use client';

import { Copy } from 'lucide-react';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { Popover } from '@/components/kit/popover';
import { useCopy } from '@/components/kit/toast';
import { useJob } from './use-job';

/** The name of the job in the breadcrumb, with a menu that copies it or the path of its directory. */
export function JobName({ jobKey, name }: { jobKey: string; name: string }) {
  const t = useTranslations('job');
  const copy = useCopy();
  const { data: job } = useJob(jobKey);
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="min-w-0 font-semibold" aria-current="page">
        <MiddleEllipsis text={name} />
      </span>
      <MenuTrigger>
        <Button look="ghost" isSquare className="size-6 text-muted" title={t('copyMenu')}>
          <Copy size={12} aria-hidden />
        </Button>
        <Popover placement="bottom start" className="max-w-[min(28rem,calc(100vw-2rem))] p-1">
          <Menu aria-label={t('copyMenu')} className="outline-none">
            <Item label={t('copyName')} text={name} onAction={() => copy(name)} />
            {job && <Item label={t('copyPath')} text={job.directory} onAction={() => copy(job.directory)} />}
          </Menu>
        </Popover>
      </MenuTrigger>
    </span>
  );
}

/** An action with the whole text that it copies. */
function Item({ label, text, onAction }: { label: string; text: string; onAction(): void }) {
  return (
    <MenuItem
      textValue={label}
      onAction={onAction}
      className="cursor-default rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint"
    >
      {label}
      <bdi className="block text-muted text-small [overflow-wrap:anywhere]">{text}</bdi>
    </MenuItem>
  );
}
