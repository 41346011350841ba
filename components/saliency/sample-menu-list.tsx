'use client';

import { ChevronRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import type { RefObject } from 'react';
import { Menu, MenuItem, SubmenuTrigger } from 'react-aria-components/Menu';
import { useTranslations } from 'use-intl';
import { useProbability } from '@/components/kit/format';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { Popover } from '@/components/kit/popover';
import { useCopy } from '@/components/kit/toast';
import type { FigureFormat } from '@/components/map/drawing';
import { serializeCounterfactualParams } from '@/lib/api/counterfactual-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { serializeSaliencyParams } from '@/lib/api/search-params';
import { pageLink, pages } from '@/lib/api/urls';
import { shownLabel } from './labels';
import { withPick } from './picks';
import { useDownload } from './use-download';

/** The sample of a menu. */
export interface SampleMenuProps {
  job: JobAnswer;
  sample: SampleJson;
  /** Indices of the explainers, in their order. */
  explainers: readonly number[];
  /** The label whose maps are shown. */
  label: number | null;
}

interface Props extends SampleMenuProps {
  /** The button of the menu, inside the row of the sample. */
  trigger: RefObject<HTMLElement | null>;
  onClose(): void;
}

/** What can be copied or saved of a sample: its link, its id, the paths of its files, its row as shown. */
export function SampleMenuList({ job, sample, explainers, label, trigger, onClose }: Props) {
  const t = useTranslations('saliency');
  const copy = useCopy();
  const router = useRouter();
  const download = useDownload(job);
  const probability = useProbability();
  const page = pages.sample(job.key, sample.id);
  const counterfactual = serializeCounterfactualParams(pages.counterfactual(job.key), { sample: sample.id, of: label });
  const path = (relative: string) => `${job.directory}/${relative}`;
  const maps = explainers.flatMap(
    (explainer) => sample.maps.find((map) => map.label === label && map.explainer === explainer) ?? [],
  );
  const nameOf = (explainer: number) => job.explainerNames[explainer];
  /** The link to a map on the stage, without the other settings of the view. */
  const linkTo = (on: number) => {
    const pick = label === null ? [] : withPick([], sample.id, label);
    return pageLink(serializeSaliencyParams(pages.saliency(job.key), { stage: sample.id, on, pick }));
  };
  const save = (format: FigureFormat, selector: string, name: string, explainer?: string) => {
    const found = [...(trigger.current?.closest('[data-row]')?.querySelectorAll<HTMLElement>(selector) ?? [])];
    // The stage shows a map large, and small at its side.
    const frames = explainer === undefined ? found : found.slice(0, 1);
    const shown = shownLabel(sample, label);
    const what = shown ? ` · ${shown.name} ${shown.type ?? ''} ${probability(shown.confidence)}` : '';
    const title = `${job.name} · ${t('sample')} ${sample.id}${what}`;
    void download({ frames, columns: frames.length, title, name, explainer, format });
  };
  return (
    <Popover
      aria-label={t('more', { id: sample.id })}
      triggerRef={trigger}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement="bottom end"
      className="overflow-y-auto p-1"
    >
      <section aria-label={t('more', { id: sample.id })}>
        <Menu autoFocus="first" onClose={onClose} className="outline-none">
          <Item onAction={() => router.push(page)}>{t('openSample')}</Item>
          {sample.counterfactuals.length > 0 && (
            <Item onAction={() => router.push(counterfactual)}>{t('openCounterfactual')}</Item>
          )}
          <Item onAction={() => copy(pageLink(page))}>{t('copyLink')}</Item>
          <Item onAction={() => copy(String(sample.id))}>{t('copyId')}</Item>
          <Item onAction={() => copy(path(sample.imagePath))}>{t('copyOriginal')}</Item>
          {maps.length > 0 && (
            <>
              <Item onAction={() => save('png', '[data-frame]', `sample-${sample.id}`)}>
                {t('figureAs', { what: t('downloadRow'), format: 'PNG' })}
              </Item>
              <Item onAction={() => save('svg', '[data-frame]', `sample-${sample.id}`)}>
                {t('figureAs', { what: t('downloadRow'), format: 'SVG' })}
              </Item>
              <MapItems
                title={t('copyMapLink')}
                maps={maps}
                nameOf={nameOf}
                onAction={({ explainer }) => copy(linkTo(explainer))}
              />
              <MapItems title={t('copyMap')} maps={maps} nameOf={nameOf} onAction={(map) => copy(path(map.path))} />
              {(['png', 'svg'] as const).map((format) => (
                <MapItems
                  key={format}
                  title={t('figureAs', { what: t('downloadMap'), format: format.toUpperCase() })}
                  maps={maps}
                  nameOf={nameOf}
                  onAction={({ explainer }) => {
                    const name = nameOf(explainer);
                    save(format, `[data-explainer="${explainer}"] [data-frame]`, `sample-${sample.id}-${name}`, name);
                  }}
                />
              ))}
            </>
          )}
        </Menu>
      </section>
    </Popover>
  );
}

type MapJson = SampleJson['maps'][number];

interface MapItemsProps {
  title: string;
  maps: readonly MapJson[];
  nameOf(explainer: number): string;
  onAction(map: MapJson): void;
}

/** A submenu for the maps of the row, with an item for each explainer. */
function MapItems({ title, maps, nameOf, onAction }: MapItemsProps) {
  return (
    <SubmenuTrigger>
      <MenuItem textValue={title} className={`${ITEM} justify-between`}>
        {title}
        <ChevronRight size={14} aria-hidden className="text-muted" />
      </MenuItem>
      <Popover className="max-w-72 overflow-y-auto p-1">
        <Menu aria-label={title} className="outline-none">
          {maps.map((map) => (
            <Item key={map.explainer} onAction={() => onAction(map)}>
              {nameOf(map.explainer)}
            </Item>
          ))}
        </Menu>
      </Popover>
    </SubmenuTrigger>
  );
}

const ITEM = 'flex min-h-7 cursor-default items-center gap-3 rounded px-2 outline-none data-[focused]:bg-accent-tint';

function Item({ children, onAction }: { children: string; onAction(): void }) {
  return (
    <MenuItem textValue={children} onAction={onAction} className={ITEM}>
      <MiddleEllipsis text={children} />
    </MenuItem>
  );
}
