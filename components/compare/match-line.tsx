'use client';

import { Button as AriaButton } from 'react-aria-components/Button';
import { useTranslations } from 'use-intl';
import { inARow } from '@/components/kit/in-a-row';
import { Popup } from '@/components/kit/popup';
import type { CompareAnswer } from '@/lib/api/compare-answers';
import { isolated } from '@/lib/i18n/isolate';

/** How the samples of the two jobs match, in one line; it opens what is left out. */
export function MatchLine({ answer }: { answer: CompareAnswer }) {
  const t = useTranslations('compare');
  const { compared, byPicture, onlyA, onlyB, samePicture, otherPicture, otherLeft, unknownPicture, pendingPicture } =
    answer;
  const unreadable = (unknownPicture ?? 0) - (pendingPicture ?? 0);
  const parts = [
    byPicture > 0 ? t('match.byPicture', { count: compared, byPicture }) : t('match.compared', { count: compared }),
    samePicture === null
      ? t('match.hashing', hashedOf(answer))
      : otherPicture === 0 && unknownPicture === 0 && byPicture === 0 && compared > 0
        ? t('match.allSame')
        : (otherLeft ?? 0) > 0 && t('match.other', { count: otherLeft ?? 0 }),
    unreadable > 0 && t('match.unreadable', { count: unreadable }),
    (pendingPicture ?? 0) > 0 && t('match.pending', { count: pendingPicture ?? 0 }),
    t('match.onlyA', { count: onlyA }),
    t('match.onlyB', { count: onlyB }),
  ].filter((part) => part !== false);
  return (
    <span className="min-w-0">
      <Popup
        label={t('match.title')}
        placement="bottom start"
        dialogClassName="flex max-h-[70vh] w-[min(32rem,calc(100vw-2rem))] flex-col gap-3 overflow-y-auto p-4"
        button={(props) => (
          <AriaButton
            {...props}
            className={`min-h-6 rounded px-1 text-left hover:bg-well hover:text-ink ${samePicture === null ? 'text-fn' : 'text-muted'}`}
          >
            <span aria-live="polite">{parts.join(' · ')}</span>
          </AriaButton>
        )}
      >
        <MatchDetails answer={answer} />
      </Popup>
    </span>
  );
}

/** How many originals of both jobs have been hashed. */
function hashedOf({ a, b }: CompareAnswer): { hashed: number; total: number } {
  const isSame = a.key === b.key;
  return {
    hashed: a.pictures.hashed + (isSame ? 0 : b.pictures.hashed),
    total: a.pictures.total + (isSame ? 0 : b.pictures.total),
  };
}

function MatchDetails({ answer }: { answer: CompareAnswer }) {
  const t = useTranslations('compare.match');
  const { left, labels, explainers, a, b } = answer;
  const messages = [a.pictures.message, b.pictures.message].filter((message) => message !== null);
  return (
    <>
      <h2 className="font-semibold">{t('title')}</h2>
      <p className="text-muted">{t('help')}</p>
      {messages.map((message) => (
        <p key={message} className="text-bad [overflow-wrap:anywhere]">
          {inARow(t('stopped'), message)}
        </p>
      ))}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 [&_dd]:[overflow-wrap:anywhere] [&_dt]:text-muted">
        <Left name={t('samplesA')} count={answer.onlyA} first={left.onlyA.map((id) => `# ${id}`)} />
        <Left name={t('samplesB')} count={answer.onlyB} first={left.onlyB.map((id) => `# ${id}`)} />
        <Left name={t('samplesOther')} count={answer.otherLeft ?? 0} first={left.otherPicture.map((id) => `# ${id}`)} />
        <Left name={t('labelsA')} {...labels.onlyA} />
        <Left name={t('labelsB')} {...labels.onlyB} />
        <Left name={t('explainersA')} count={explainers.onlyA.length} first={explainers.onlyA} />
        <Left name={t('explainersB')} count={explainers.onlyB.length} first={explainers.onlyB} />
      </dl>
    </>
  );
}

function Left({ name, count, first }: { name: string; count: number; first: readonly string[] }) {
  const t = useTranslations('compare.match');
  const more = count - first.length;
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {count === 0 ? t('none') : first.map(isolated).join(', ')}
        {more > 0 && ` ${t('more', { count: more })}`}
      </dd>
    </>
  );
}
