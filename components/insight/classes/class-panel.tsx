'use client';

import { ArrowRight, X } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useMemo, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import type { ClassesAnswer } from '@/lib/api/insight-answers';
import { regionHref, type SaliencyChange } from '@/lib/api/insight-links';
import { MIN_REGION_SHARE, type Region } from '@/lib/api/region';
import { serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { areaOf, cellsOf, massInside } from '../mean-map-cells';
import { useNumbers } from '../numbers';
import { RegionBrush } from './region-brush';
import { useRegionCount } from './use-region-count';

type ClassLabel = ClassesAnswer['labels'][number];

interface Props {
  jobKey: string;
  label: ClassLabel;
  /** Index of the explainer, and its name. */
  explainer: number;
  name: string;
  map: ClassLabel['maps'][number];
  /** The filter of the view, which the links keep. */
  filter: SaliencyChange;
  region: Region | null;
  onRegion(region: Region | null): void;
  onClose(): void;
}

/** One mean map enlarged, with a region of it to select, and the links to the samples. */
export function ClassPanel({ jobKey, label, explainer, name, map, filter, region, onRegion, onClose }: Props) {
  const t = useTranslations('insight.classes');
  const app = useTranslations('app');
  const { brief } = useNumbers();
  const format = useFormatter();
  const heading = useRef<HTMLHeadingElement>(null);
  const cells = useMemo(() => (map.cells === null ? null : cellsOf(map.cells)), [map.cells]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another map is opened
  useEffect(() => {
    // Not when the page opens with it.
    if (document.activeElement !== document.body) heading.current?.focus();
  }, [label.id, explainer]);
  const state = { ...filter, labels: [label.id], wall: explainer };
  const count = useRegionCount(jobKey, state, region && { explainer, ...region });
  return (
    <aside
      aria-labelledby="class-map"
      className="w-full shrink-0 border-line border-l bg-panel max-wide:order-first max-wide:border-b max-wide:border-l-0 wide:w-90"
    >
      <div className="flex flex-col gap-3 p-5 max-wide:px-3 wide:sticky wide:top-[49px]">
        <div className="flex items-start gap-2">
          <h2 id="class-map" ref={heading} tabIndex={-1} className="min-w-0 flex-1 font-semibold outline-none">
            <MiddleEllipsis text={label.name} />
            <MiddleEllipsis text={name} className="font-normal text-muted" />
          </h2>
          <Button isSquare look="ghost" title={app('close')} onPress={onClose}>
            <X size={14} aria-hidden />
          </Button>
        </div>
        {map.cells === null || cells === null ? (
          <p className="text-muted">{t('noMaps')}</p>
        ) : (
          <>
            <div className="max-w-90">
              <RegionBrush
                cells={map.cells}
                alt={t('mapOf', { explainer: name, label: label.name, count: map.n })}
                region={region}
                onChange={onRegion}
              />
            </div>
            <p className="min-h-[2.8em]" aria-live="polite">
              {region
                ? t('inRegion', {
                    ...{ x0: region.x0 + 1, x1: region.x1, y0: region.y0 + 1, y1: region.y1 },
                    mass: brief(massInside(cells, region)),
                    area: brief(areaOf(region)),
                  })
                : t('brush')}
            </p>
            <div className="flex flex-col items-start gap-2">
              {region && (
                <>
                  {count === 0 ? (
                    <p className="flex h-7 items-center">{t('openRegionOf', { count })}</p>
                  ) : (
                    <Link
                      href={regionHref(jobKey, state, { explainer, ...region })}
                      prefetch={false}
                      className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line px-2.5 hover:border-faint"
                    >
                      {count === undefined ? t('openRegion') : t('openRegionOf', { count })}
                      <ArrowRight size={13} aria-hidden />
                    </Link>
                  )}
                  <p className="text-muted text-small">{t('regionHelp', { share: brief(MIN_REGION_SHARE) })}</p>
                  <Button look="ghost" className="-ml-2.5 text-accent" onPress={() => onRegion(null)}>
                    {t('clearRegion')}
                  </Button>
                </>
              )}
              <Link
                href={serializeSaliencyParams(pages.saliency(jobKey), state)}
                prefetch={false}
                className="text-accent hover:underline"
              >
                {t('openAll', { label: label.name })}
              </Link>
            </div>
            <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 border-line border-t pt-3">
              <Fact term={t('n')}>{format.number(map.n)}</Fact>
              <Fact term={t('border')}>
                {brief(map.border)} <span className="text-muted">{t('borderArea')}</span>
              </Fact>
              <Fact term={t('homogeneity')}>
                {brief(map.homogeneity)} <span className="text-muted">{t('homogeneityOf')}</span>
              </Fact>
              <Fact term={t('spread')}>
                {brief(map.spread)} <span className="text-muted">{t('spreadOf')}</span>
              </Fact>
            </dl>
          </>
        )}
      </div>
    </aside>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd>{children}</dd>
    </>
  );
}
