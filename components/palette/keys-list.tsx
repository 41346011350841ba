'use client';

import { useTranslations } from 'use-intl';
import { TitledDialog } from '@/components/kit/titled-dialog';

/** All keyboard shortcuts, by the part of the app in which they work; the texts are in the messages, under `keys`. */
const KEYS = {
  everywhere: [
    [['Ctrl', 'K'], 'palette'],
    [['?'], 'list'],
    [['t'], 'threshold'],
    [['Esc'], 'escape'],
  ],
  list: [
    [['/'], 'search'],
    [['j'], 'nextRow'],
    [['k'], 'previousRow'],
    [['Enter'], 'open'],
    [['c'], 'pickJob'],
    [['n'], 'nextPage'],
    [['p'], 'previousPage'],
  ],
  saliency: [
    [['j'], 'nextRow'],
    [['k'], 'previousRow'],
    [['←', '→', '↑', '↓'], 'walkMaps'],
    [['Enter'], 'stage'],
    [['n'], 'nextPage'],
    [['p'], 'previousPage'],
    [['+'], 'zoomIn'],
    [['-'], 'zoomOut'],
    [['0'], 'zoomReset'],
    [['Space'], 'originals'],
    [['x'], 'selectTile'],
    [['m'], 'mark'],
    [['M'], 'marks'],
    [['Shift', '←', '→'], 'moveColumn'],
    [['p'], 'pinColumn'],
  ],
  stage: [
    [['←', '→'], 'walkSamples'],
    [['↑', '↓'], 'walkExplainers'],
    [['[', ']'], 'walkLabels'],
    [['s'], 'swipe'],
    [['Space'], 'originals'],
    [['m'], 'mark'],
    [['M'], 'marks'],
  ],
  counterfactual: [
    [['j'], 'nextSample'],
    [['k'], 'previousSample'],
    [['←', '→'], 'walkLayers'],
    [['[', ']'], 'walkLabels'],
    [['b'], 'boxes'],
    [['n'], 'nextPage'],
    [['p'], 'previousPage'],
  ],
  insight: [[['←', '→', '↑', '↓'], 'walkCells']],
  compare: [
    [['x'], 'swapJobs'],
    [['j'], 'nextRow'],
    [['k'], 'previousRow'],
    [['Enter'], 'bothLarge'],
    [['n'], 'nextPage'],
    [['p'], 'previousPage'],
    [['d'], 'difference'],
    [['[', ']'], 'moveDivider'],
  ],
  sample: [
    [['j'], 'nextSample'],
    [['k'], 'previousSample'],
    [['[', ']'], 'walkLabels'],
    [['m'], 'mark'],
    [['M'], 'marks'],
    [['u'], 'back'],
  ],
} as const;

/** The parts in columns of equal height. */
const COLUMNS = [
  ['everywhere', 'list', 'sample'],
  ['saliency', 'insight', 'stage'],
  ['counterfactual', 'compare'],
] as const;

/** The list of keyboard shortcuts. */
export function KeysList({ onClose }: { onClose(): void }) {
  const t = useTranslations('keys');
  return (
    <TitledDialog title={t('title')} width="max-w-5xl" onClose={onClose}>
      <div className="grid gap-x-8 gap-y-5 mid:grid-cols-2 wide:grid-cols-3">
        {COLUMNS.map((places) => (
          <div key={places[0]} className="flex flex-col gap-5">
            {places.map((place) => (
              <section key={place}>
                <h3 className="mb-1.5 text-muted text-small">{t(`in_${place}`)}</h3>
                <dl className="grid grid-cols-[7.5rem_1fr] items-baseline gap-x-3 gap-y-1.5">
                  {KEYS[place].map(([keys, what]) => (
                    <div key={what} className="contents">
                      <dt className="flex flex-wrap gap-1">
                        {keys.map((key) => (
                          <kbd
                            key={key}
                            className="min-w-6 rounded border border-line bg-page px-1.5 text-center font-sans text-small"
                          >
                            {key}
                          </kbd>
                        ))}
                      </dt>
                      <dd>{t(what)}</dd>
                    </div>
                  ))}
                </dl>
              </section>
            ))}
          </div>
        ))}
      </div>
    </TitledDialog>
  );
}
