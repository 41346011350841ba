'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Bound } from '@/components/frame/bound';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { type Pair, pairKey } from './rates';
import { SamplesLink } from './samples-link';

interface Props {
  jobKey: string;
  labels: readonly number[];
  pairs: readonly Pair[];
  nameOf(label: number): string;
  /** Why counts of FP are lower bounds; undefined if they are exact. */
  why: string | undefined;
}

const MAX_TINT = 45;

/** Widths in rem: of the row headers, and of a cell, which grows where there is room. */
const HEAD = 11;
const CELL = 2.5;
const MAX_CELL = 5;

/** The width at which a matrix of this many labels fits, as CSS. */
export const matrixWidth = (labels: number): string => `${HEAD + CELL * (labels + 1)}rem`;

/** A row for each ground truth, a column for each prediction; each cell links to its samples. The headers are sticky. */
export function PairMatrix({ jobKey, labels, pairs, nameOf, why }: Props) {
  const t = useTranslations('confusion');
  const format = useFormatter();
  const counts = new Map(pairs.map(({ truth, predicted, samples }) => [pairKey(truth, predicted), samples]));
  const truths = labels.filter((label) => pairs.some(({ truth }) => truth === label));
  const predictions = [...labels.filter((label) => pairs.some(({ predicted }) => predicted === label)), null];
  const nameOrNothing = (label: number | null) => (label === null ? t('nothing') : nameOf(label));
  return (
    <section
      aria-label={t('pairs')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll container must be reachable by keyboard
      tabIndex={0}
      className="fade-end relative max-h-[calc(100dvh-4rem)] overflow-auto border-line border-y bg-panel focus-visible:-outline-offset-2"
    >
      <table
        className="w-full border-separate border-spacing-0"
        style={{ maxWidth: `${HEAD + MAX_CELL * predictions.length}rem` }}
      >
        <caption className="sr-only">{t('matrixHelp')}</caption>
        <thead>
          <tr>
            <td className="sticky top-0 left-0 z-20 w-44 min-w-40 border-line border-r border-b bg-panel px-5 pb-1.5 text-left align-bottom text-muted text-small max-wide:min-w-28 max-wide:px-3">
              {t('corner')}
            </td>
            {predictions.map((predicted) => (
              <th
                key={predicted}
                scope="col"
                className={`sticky top-0 z-10 h-16 border-line border-b bg-panel px-1 py-1.5 align-bottom font-medium text-small ${predicted === null ? 'border-l text-muted italic' : ''}`}
              >
                <span className="inline-flex max-h-29 rotate-180 text-left [writing-mode:vertical-rl]">
                  <MiddleEllipsis
                    text={predicted === null ? t('nothingShort') : nameOf(predicted)}
                    title={nameOrNothing(predicted)}
                  />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {truths.map((truth) => {
            const whole = predictions.reduce<number>(
              (sum, predicted) => sum + (counts.get(pairKey(truth, predicted)) ?? 0),
              0,
            );
            return (
              <tr key={truth}>
                <th
                  scope="row"
                  className="sticky left-0 z-[5] max-w-52 border-line border-r bg-panel px-5 text-left font-medium text-small max-wide:max-w-28 max-wide:px-3"
                >
                  <MiddleEllipsis text={nameOf(truth)} />
                </th>
                {predictions.map((predicted) => {
                  const count = counts.get(pairKey(truth, predicted)) ?? 0;
                  const percent = (MAX_TINT * count) / whole;
                  return (
                    <td
                      key={predicted}
                      className={`h-8 min-w-10 p-px text-center text-small ${predicted === null ? 'border-line border-l' : ''}`}
                    >
                      {count > 0 && (
                        <SamplesLink
                          jobKey={jobKey}
                          filter={{ truth, predicted: predicted ?? 'none' }}
                          title={t('pair', { truth: nameOf(truth), predicted: nameOrNothing(predicted), count })}
                          className={`flex h-full items-center justify-center px-1 ${truth === predicted ? 'font-semibold' : ''}`}
                        >
                          <Tint percent={percent} isRight={truth === predicted}>
                            {truth !== predicted && <Bound why={why} isMost={predicted === null} />}
                            {format.number(count)}
                          </Tint>
                        </SamplesLink>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

interface TintProps {
  /** Opacity of the background, 0–100. */
  percent: number;
  isRight: boolean;
  children: React.ReactNode;
}

/** The background of a count: darker for a larger share of the row, in the colour of correct or wrong predictions. */
function Tint({ percent, isRight, children }: TintProps) {
  return (
    <span
      className="flex h-full w-full items-center justify-center rounded text-ink"
      style={{
        backgroundColor: `color-mix(in srgb, var(${isRight ? '--tp' : '--fn'}) ${percent.toFixed(1)}%, var(--panel))`,
      }}
    >
      {children}
    </span>
  );
}
