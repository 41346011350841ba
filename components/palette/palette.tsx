'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
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
import type { JobAnswer, JobsAnswer } from '@/lib/api/answers';
import { api } from '@/lib/api/urls';
import { type Destination, destinationsOf } from './destinations';

interface Props {
  /** Of the job that is open. */
  jobKey: string | undefined;
  onClose(): void;
}

/** A field to type where to go: a view, a sample, a label, a job. */
export function Palette({ jobKey, onClose }: Props) {
  const t = useTranslations('palette');
  const inJob = useTranslations('job');
  const router = useRouter();
  const [text, setText] = useState('');
  const { data: job } = useSWR<JobAnswer, Error>(jobKey === undefined ? null : api.job(jobKey));
  const { data: jobs } = useSWR<JobsAnswer, Error>(api.jobs(new URLSearchParams({ limit: '8', q: text.trim() })));
  const found = destinationsOf(text, job, jobs?.jobs ?? [], (view) => inJob(view));
  const sections = [
    { name: t('samples'), items: found.samples },
    { name: t('views'), items: found.views },
    { name: t('labels'), items: found.labels },
    { name: t('jobs'), items: found.jobs },
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
                // Here Escape closes at once, and does not first empty the field.
                onKeyDown={(event) => event.key === 'Escape' && onClose()}
                placeholder={t('placeholder')}
                className="h-12 w-full bg-transparent text-[15px] outline-none placeholder:text-muted [&::-webkit-search-cancel-button]:hidden"
              />
            </SearchField>
            <Menu
              aria-label={t('label')}
              onAction={(id) => {
                const chosen = all.find((destination) => destination.id === id);
                if (!chosen) return;
                onClose();
                router.push(chosen.href);
              }}
              renderEmptyState={() => <p className="p-4 text-muted">{t('nothing')}</p>}
              className="max-h-[50vh] overflow-y-auto p-1.5 outline-none"
            >
              {sections.map(({ name, items }) => (
                <MenuSection key={name} className="mb-1">
                  <Header className="px-2.5 pt-2 pb-1 text-muted text-small">{name}</Header>
                  {items.map((item) => (
                    <Choice key={item.id} destination={item} />
                  ))}
                </MenuSection>
              ))}
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Choice({ destination: { id, name, count } }: { destination: Destination }) {
  const format = useFormatter();
  return (
    <MenuItem
      id={id}
      textValue={name}
      className="flex cursor-default items-center gap-3 rounded px-2.5 py-1.5 outline-none data-[focused]:bg-accent-tint"
    >
      <span className="min-w-0 flex-1 truncate">{name}</span>
      {count !== undefined && <span className="text-muted text-small">{format.number(count)}</span>}
    </MenuItem>
  );
}
