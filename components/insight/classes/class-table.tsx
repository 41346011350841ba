'use client';

import { type CSSProperties, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { TwoLines } from '@/components/kit/two-lines';
import type { ClassesAnswer } from '@/lib/api/insight-answers';
import { Few } from '../few';
import { MeanMap } from '../mean-map';
import { NOTHING, useNumbers } from '../numbers';
import { isFinal } from '../use-insight';
import { useSize } from '../use-size';
import { BESIDE, FIRST, inRuns, isStacked, LEAST_MAP, SPACE, tablesIn } from './tables-in';

/** A mean map of the table. */
export interface ClassMap {
  /** Id of the label. */
  label: number;
  /** Index of the explainer. */
  explainer: number;
}

interface Props {
  answer: ClassesAnswer;
  /** Indices of the explainers in display order. */
  explainers: readonly number[];
  /** The enlarged map; null for none. */
  open: ClassMap | null;
  onOpen(map: ClassMap): void;
}

/** Lines of numbers beside a map, and their headings at the left. */
const LINES = 'flex flex-col gap-0.5 text-small leading-[18px]';

/** The side of a map: from 5 rem up to 10 rem, or more in a very wide window, if all columns fit then. */
function mapWidth(explainers: number, beside: number): CSSProperties {
  return {
    '--map': `clamp(${LEAST_MAP}rem, (100cqw - ${FIRST}rem) / ${explainers} - ${beside}rem, max(10rem, 7vw))`,
    '--beside': `${beside}rem`,
  };
}

/** A row for each label, a column for each explainer: their mean map, with its numbers. Tables with few columns stand side by side. */
export function ClassTable({ answer, explainers, open, onOpen }: Props) {
  const t = useTranslations('insight.classes');
  const place = useRef<HTMLElement>(null);
  const { width } = useSize(place);
  const runs = inRuns(answer.labels, tablesIn(width, explainers.length, answer.labels.length));
  return (
    <section
      ref={place}
      aria-label={t('title')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
      tabIndex={0}
      className="fade-end relative flex min-w-0 flex-1 items-start gap-x-5 overflow-x-auto bg-panel focus-visible:-outline-offset-2"
    >
      {runs.map((labels) => (
        <div key={labels[0]?.id} className="@container min-w-0 flex-1">
          <Labels
            answer={answer}
            labels={labels}
            explainers={explainers}
            open={open}
            onOpen={onOpen}
            isStacked={isStacked(width, explainers.length)}
          />
        </div>
      ))}
    </section>
  );
}

interface LabelsProps extends Props {
  labels: ClassesAnswer['labels'];
  /** Whether numbers stand below the maps. */
  isStacked: boolean;
}

/** The table of some labels. */
function Labels({ answer, labels, explainers, open, onOpen, isStacked }: LabelsProps) {
  const t = useTranslations('insight.classes');
  return (
    <table
      className="w-full border-separate border-spacing-0"
      style={mapWidth(explainers.length, isStacked ? SPACE : BESIDE)}
    >
      <caption className="sr-only">{t('caption')}</caption>
      <thead>
        <tr>
          <th
            scope="col"
            className="sticky left-0 z-10 w-60 min-w-60 border-line border-b bg-panel px-5 py-2 text-left font-medium text-muted text-small max-wide:w-36 max-wide:min-w-36 max-wide:px-3"
          >
            {t('label')}
          </th>
          {explainers.map((explainer) => (
            <th
              key={explainer}
              scope="col"
              className="w-[calc(var(--map)+var(--beside))] min-w-[calc(var(--map)+var(--beside))] border-line border-b bg-panel py-2 pl-2 text-left align-bottom font-semibold"
            >
              {/* As wide as the column, as below. */}
              <div className="w-0 min-w-full">
                <TwoLines text={answer.explainers[explainer]} />
              </div>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {labels.map((label) => (
          <tr key={label.id}>
            <th
              scope="row"
              className="sticky left-0 z-[5] border-line border-b bg-panel px-5 py-2.5 text-left align-top font-normal max-wide:px-3"
            >
              {/* As wide as the column: a long name does not make it wider. */}
              <span className="flex w-0 min-w-full justify-between gap-3 max-wide:flex-col max-wide:gap-0.5">
                <span className="min-w-0 font-semibold leading-[18px]">
                  <MiddleEllipsis text={label.name} />
                </span>
                <span
                  aria-hidden
                  className={`${LINES} shrink-0 text-right text-muted max-wide:text-left ${isStacked ? 'mt-[calc(var(--map)+.25rem)]' : ''}`}
                >
                  <span>{t('n')}</span>
                  <span>{t('borderShort')}</span>
                  <span>{t('homogeneity')}</span>
                </span>
              </span>
            </th>
            {explainers.map((explainer) => (
              <ClassCell
                key={explainer}
                id={buttonId({ label: label.id, explainer })}
                name={label.name}
                explainer={answer.explainers[explainer]}
                map={label.maps[explainer]}
                isOpenEnded={!isFinal(answer)}
                isOpen={open?.label === label.id && open.explainer === explainer}
                isStacked={isStacked}
                onOpen={() => onOpen({ label: label.id, explainer })}
              />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The id of the button of a map. */
export const buttonId = ({ label, explainer }: ClassMap): string => `map-${label}-${explainer}`;

interface CellProps {
  id: string;
  name: string;
  explainer: string;
  map: ClassesAnswer['labels'][number]['maps'][number];
  /** Whether further maps may be counted. */
  isOpenEnded: boolean;
  isOpen: boolean;
  isStacked: boolean;
  onOpen(): void;
}

function ClassCell({ id, name, explainer, map, isOpenEnded, isOpen, isStacked, onOpen }: CellProps) {
  const t = useTranslations('insight.classes');
  const format = useFormatter();
  const { brief } = useNumbers();
  if (map.n === 0 || map.cells === null)
    return (
      <td className="border-line border-b px-2 py-2.5 align-top">
        {isOpenEnded ? (
          <span className="block size-(--map) rounded-[3px] bg-track motion-safe:animate-pulse">
            <span className="sr-only">{t('surveying')}</span>
          </span>
        ) : (
          <span
            title={t('noMaps')}
            data-frame
            data-caption={`${name} · ${explainer} · ${t('noMaps')}`}
            className="grid size-(--map) place-items-center rounded-[3px] bg-well text-muted"
          >
            <span aria-hidden>{NOTHING}</span>
            <span className="sr-only">{t('noMaps')}</span>
          </span>
        )}
      </td>
    );
  return (
    <td className={`border-line border-b p-0 align-top ${isOpen ? 'bg-accent-tint' : ''}`}>
      <button
        type="button"
        id={id}
        aria-pressed={isOpen}
        title={t('enlarge')}
        onClick={onOpen}
        className={`flex w-full px-2 py-2.5 text-left hover:bg-accent-tint focus-visible:-outline-offset-2 ${isStacked ? 'flex-col gap-1' : 'gap-2'}`}
      >
        <span
          data-frame
          data-caption={`${name} · ${explainer} · n = ${format.number(map.n)}`}
          className="block size-(--map) shrink-0"
        >
          <MeanMap cells={map.cells} alt={t('mapOf', { explainer, label: name, count: map.n })} className="size-full" />
        </span>
        <span className={`${LINES} max-wide:mt-5`}>
          <span className="flex items-center gap-1">
            {format.number(map.n)}
            <Few n={map.n} />
          </span>
          <span>
            <span className="sr-only">{t('border')} </span>
            {brief(map.border)}
          </span>
          <span>
            <span className="sr-only">{t('homogeneity')} </span>
            {brief(map.homogeneity)}
          </span>
        </span>
      </button>
    </td>
  );
}
