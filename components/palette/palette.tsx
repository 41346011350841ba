'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useQueryStates } from 'nuqs';
import { useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import useSWR from 'swr';
import { useFormatter, useTranslations } from 'use-intl';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import type { JobAnswer, JobsAnswer } from '@/lib/api/job-answers';
import { jobParams, serializeJobParams } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { type Destination, destinationsOf } from './destinations';
import { bestMatches } from './matches';
import type { OtherName } from './other-dialog';
import { recentSamples } from './recent-samples';
import { useCommands } from './use-commands';

interface Props {
  /** The open job. */
  jobKey: string | undefined;
  /** Opens another dialog. */
  onOther(name: OtherName): void;
  onClose(): void;
}

/** An item of the list. */
interface Choice {
  id: string;
  name: string;
  count?: number;
  run(): void;
}

/** Maximum number of commands in the list. */
const MAX_COMMANDS = 9;

/** The command palette: a search for views, samples, labels, jobs and commands. */
export function Palette({ jobKey, onOther, onClose }: Props) {
  const t = useTranslations('palette');
  const inJob = useTranslations('job');
  const router = useRouter();
  const [order] = useQueryStates(jobParams);
  const [text, setText] = useState('');
  const [recent] = useState(recentSamples);
  const { data: job } = useSWR<JobAnswer, Error>(jobKey === undefined ? null : api.job(jobKey));
  const { data: jobs } = useSWR<JobsAnswer, Error>(api.jobs(new URLSearchParams({ limit: '8', q: text.trim() })));
  const commands = useCommands(job, onOther);
  /** Within a job the order of its explainers is kept. */
  const withOrder = (href: string) =>
    job && href.startsWith(`/jobs/${job.key}/`) ? serializeJobParams(href, order) : href;
  const found = destinationsOf(text, job, jobs?.jobs ?? [], recent, (view) => inJob(view));
  const links = (destinations: readonly Destination[]): Choice[] =>
    destinations.map(({ href, ...rest }) => ({ ...rest, run: () => router.push(withOrder(href)) }));
  const jobSection = { name: t('jobs'), items: links(found.jobs) };
  const commandSection = { name: t('commands'), items: bestMatches(text, commands).slice(0, MAX_COMMANDS) };
  const sections: { name: string; items: Choice[] }[] = [
    { name: t('samples'), items: links(found.samples) },
    { name: t('views'), items: links(found.views) },
    { name: t('labels'), items: links(found.labels) },
    { name: t('recent'), items: links(found.recent) },
    ...(text.trim() === '' ? [commandSection, jobSection] : [jobSection, commandSection]),
  ].filter(({ items }) => items.length > 0);
  const all = sections.flatMap(({ items }) => items);

  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="fixed inset-0 z-50 grid justify-items-center bg-black/30 px-3 pt-[12vh]"
    >
      <Modal className="h-fit w-full max-w-xl overflow-hidden rounded-md border border-line bg-panel shadow-[0_16px_48px_rgb(0_0_0/.25)]">
        <Dialog aria-label={t('label')} className="outline-none">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField
              aria-label={t('label')}
              autoFocus
              className="flex items-center gap-2.5 border-line border-b px-4"
            >
              <Search size={15} aria-hidden className="text-muted" />
              <Input
                // Escape closes the palette at once, instead of clearing the field first.
                onKeyDown={(event) => event.key === 'Escape' && onClose()}
                dir="auto"
                placeholder={t('placeholder')}
                className="h-12 w-full bg-transparent text-[15px] outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard */}
            <div tabIndex={0} className="max-h-[50vh] overflow-y-auto focus-visible:-outline-offset-2">
              <Menu
                aria-label={t('label')}
                onAction={(id) => {
                  const chosen = all.find((choice) => choice.id === id);
                  if (!chosen) return;
                  onClose();
                  chosen.run();
                }}
                renderEmptyState={() => <p className="p-4 text-muted">{t('nothing')}</p>}
                className="p-1.5 outline-none"
              >
                {sections.map(({ name, items }) => (
                  <MenuSection key={name} className="mb-1">
                    <Header className="px-2.5 pt-2 pb-1 text-muted text-small">{name}</Header>
                    {items.map((item) => (
                      <ChoiceItem key={item.id} choice={item} />
                    ))}
                  </MenuSection>
                ))}
              </Menu>
            </div>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function ChoiceItem({ choice: { id, name, count } }: { choice: Choice }) {
  const t = useTranslations('palette');
  const format = useFormatter();
  return (
    <MenuItem
      id={id}
      textValue={name}
      className="flex cursor-default items-center gap-3 rounded px-2.5 py-1.5 outline-none data-[focused]:bg-accent-tint"
    >
      <MiddleEllipsis text={name} className="flex-1 text-left" />
      {count !== undefined && (
        <span className="shrink-0 text-muted text-small" title={t('sampleCount', { count })}>
          {format.number(count)}
        </span>
      )}
    </MenuItem>
  );
}
