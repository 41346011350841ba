'use client';

import { Ellipsis } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection, MenuTrigger } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useProbability } from '@/components/kit/format';
import { Popover } from '@/components/kit/popover';
import { useCopy } from '@/components/kit/toast';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';
import { serializeCounterfactualParams, serializeSaliencyParams } from '@/lib/api/search-params';
import { pageLink, pages } from '@/lib/api/urls';
import { shownLabel } from './labels';
import { withPick } from './picks';
import { useDownload } from './use-download';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
  /** The label whose maps are shown. */
  label: number | null;
}

/** Everything of a sample that can be taken along: its link, its id, the paths of its files, its row as it is shown. */
export function SampleMenu({ job, sample, label }: Props) {
  const t = useTranslations('saliency');
  const copy = useCopy();
  const router = useRouter();
  const download = useDownload(job);
  const probability = useProbability();
  const place = useRef<HTMLSpanElement>(null);
  const page = pages.sample(job.key, sample.id);
  const counterfactual = serializeCounterfactualParams(pages.counterfactual(job.key), { sample: sample.id, of: label });
  const path = (relative: string) => `${job.directory}/${relative}`;
  const maps = sample.maps.filter((map) => map.label === label);
  /** Of a map, large, with nothing else of the view. */
  const linkTo = (on: number) => {
    const pick = label === null ? [] : withPick([], sample.id, label);
    return pageLink(serializeSaliencyParams(pages.saliency(job.key), { stage: sample.id, on, pick }));
  };
  const save = (selector: string, name: string, explainer?: string) => {
    const frames = [...(place.current?.closest('[data-row]')?.querySelectorAll<HTMLElement>(selector) ?? [])];
    const shown = shownLabel(sample, label);
    const what = shown ? ` · ${shown.name} ${shown.type ?? ''} ${probability(shown.confidence)}` : '';
    const title = `${job.path} · ${t('sample')} ${sample.id}${what}`;
    void download({ frames, columns: frames.length, title, name, explainer });
  };
  return (
    <span ref={place} className="inline-flex">
      <MenuTrigger>
        <Button look="ghost" isSquare className="text-muted" aria-label={t('more', { id: sample.id })}>
          <Ellipsis size={14} aria-hidden />
        </Button>
        <Popover placement="bottom end" className="max-h-96 overflow-y-auto p-1">
          <section aria-label={t('more', { id: sample.id })}>
            <Menu className="outline-none">
              <Item onAction={() => router.push(page)}>{t('openSample')}</Item>
              {sample.counterfactuals.length > 0 && (
                <Item onAction={() => router.push(counterfactual)}>{t('openCounterfactual')}</Item>
              )}
              <Item onAction={() => copy(pageLink(page))}>{t('copyLink')}</Item>
              <Item onAction={() => copy(String(sample.id))}>{t('copyId')}</Item>
              <Item onAction={() => copy(path(sample.imagePath))}>{t('copyOriginal')}</Item>
              {maps.length > 0 && (
                <Item onAction={() => save('[data-frame]', `sample-${sample.id}`)}>{t('downloadRow')}</Item>
              )}
              {maps.map(({ explainer, path: file }) => {
                const name = job.explainerNames[explainer];
                return (
                  <MenuSection key={explainer} className="mt-1 border-line border-t pt-1">
                    <Header className="px-2 py-0.5 text-muted text-small">{name}</Header>
                    <Item onAction={() => copy(linkTo(explainer))}>{t('copyMapLink', { explainer: name })}</Item>
                    <Item onAction={() => copy(path(file))}>{t('copyMap', { explainer: name })}</Item>
                    <Item
                      onAction={() =>
                        save(`[data-explainer="${explainer}"] [data-frame]`, `sample-${sample.id}-${name}`, name)
                      }
                    >
                      {t('downloadMap', { explainer: name })}
                    </Item>
                  </MenuSection>
                );
              })}
            </Menu>
          </section>
        </Popover>
      </MenuTrigger>
    </span>
  );
}

function Item({ children, onAction }: { children: string; onAction(): void }) {
  return (
    <MenuItem
      textValue={children}
      onAction={onAction}
      className="cursor-default rounded px-2 py-1 outline-none data-[focused]:bg-accent-tint"
    >
      {children}
    </MenuItem>
  );
}
