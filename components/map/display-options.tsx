'use client';

import { ChevronDown, SlidersHorizontal } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useCommand } from '@/components/kit/commands';
import { Popup } from '@/components/kit/popup';
import { useKinds, useShown } from './display';
import type { ChoicesProps } from './display-choices';
import { isRanged } from './shown-maps';

const loadChoices = () => import('./display-choices').then(({ DisplayChoices }) => DisplayChoices);

/** Loaded when the button is hovered or focused, so that it is ready when it is clicked. */
const DisplayChoices = dynamic(loadChoices, { ssr: false });

/** A button that opens the less frequent display options; their current values are shown before it if there is room. */
export function DisplayOptions({ display, percent, ...props }: Omit<ChoicesProps, 'canShare'>) {
  const t = useTranslations('display');
  const canShare = isRanged(useKinds());
  const hasRegions = useShown((store) => store.hasRegions);
  const isShared = canShare && display.scale === 'shared';
  const summary = [
    t(display.contrast),
    t('topShort', { share: percent(display.top) }),
    display.contours && t('contours'),
    isShared && t('shared'),
  ].filter((part) => part !== false);
  return (
    <>
      {hasRegions && (
        <RegionsCommand isOn={display.regions} onToggle={() => props.onChange({ regions: !display.regions })} />
      )}
      <span
        title={summary.join(' · ')}
        // Parts without room wrap to a line that is hidden.
        className="flex h-[1.5em] min-w-0 flex-wrap overflow-hidden whitespace-pre border-line border-l pl-4 text-muted text-small leading-[1.5em] max-[80rem]:hidden"
      >
        {summary.map((part, index) => (
          <span key={part}>{index === 0 ? part : ` · ${part}`}</span>
        ))}
      </span>
      <Popup
        label={t('options')}
        placement="bottom start"
        className="max-h-[80vh] w-[min(22rem,calc(100vw-2rem))] overflow-y-auto"
        dialogClassName="flex flex-col items-start gap-3 p-3.5"
        onNear={() => void loadChoices()}
        button={(props) => (
          <Button {...props}>
            <SlidersHorizontal size={14} aria-hidden />
            {t('label')}
            <ChevronDown size={13} aria-hidden className="text-muted" />
          </Button>
        )}
      >
        <DisplayChoices {...{ display, canShare, percent }} {...props} />
      </Popup>
    </>
  );
}

/** The switch of ground truth regions, in the palette. */
function RegionsCommand({ isOn, onToggle }: { isOn: boolean; onToggle(): void }) {
  const t = useTranslations('palette');
  useCommand(t(isOn ? 'hideRegions' : 'showRegions'), onToggle, KEYWORDS);
  return null;
}

const KEYWORDS = ['regions', 'ground truth', 'boxes', 'masks', 'objects', '真实区域', '边框', '掩膜', '物体'];
