'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import { type MouseEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';

/** A page number, or a gap before the given page. */
type Step = number | `gap before ${number}`;

/** The page numbers to show: the first, the last, those around the current one, and gaps. */
export function pageSteps(page: number, pages: number): Step[] {
  const wanted = [...new Set([1, page - 1, page, page + 1, pages])].filter((n) => n >= 1 && n <= pages);
  const steps: Step[] = [];
  let previous = 0;
  for (const number of wanted.sort((a, b) => a - b)) {
    if (number - previous === 2) steps.push(number - 1);
    else if (number - previous > 2) steps.push(`gap before ${number}`);
    steps.push(number);
    previous = number;
  }
  return steps;
}

const BOX = 'inline-flex h-7 min-w-7 items-center justify-center rounded-md px-1.5';

interface Props {
  page: number;
  pages: number;
  /** The URL of a page. */
  href(page: number): string;
  /** Goes to a page without a full page load. */
  onGo(page: number): void;
  /** Called when the pointer rests on the link to a page, so that the page can be prefetched. */
  onLinger?(page: number): void;
}

/** A pointer that only passes over a link does not prefetch. */
const LINGER_MS = 60;

/** Whether a click opens the link in this window. */
export function isPlain(event: MouseEvent): boolean {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

/**
 * Links to the pages, so that the back button works and a page can be opened in a new tab. The arrows are first and the numbers have
 * a fixed width, so that nothing moves while pages are added.
 */
export function Pagination({ page, pages, href, onGo, onLinger }: Props) {
  const t = useTranslations('pages');
  const lingering = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(lingering.current), []);
  const onPointerEnter = (to: number) => () => {
    clearTimeout(lingering.current);
    if (onLinger && to !== page) lingering.current = setTimeout(onLinger, LINGER_MS, to);
  };
  const onPointerLeave = () => clearTimeout(lingering.current);
  const goOn = (to: number) => (event: MouseEvent) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    onGo(to);
  };
  const step = (to: number, label: string, Icon: typeof ChevronLeft) =>
    to < 1 || to > pages ? (
      <span className={`${BOX} text-faint`} aria-hidden>
        <Icon size={15} />
      </span>
    ) : (
      <Link
        href={href(to)}
        onClick={goOn(to)}
        onPointerEnter={onPointerEnter(to)}
        onPointerLeave={onPointerLeave}
        prefetch={false}
        scroll={false}
        aria-label={label}
        className={`${BOX} text-muted hover:bg-well`}
      >
        <Icon size={15} aria-hidden />
      </Link>
    );
  return (
    <nav aria-label={t('label')} className="flex min-w-64 items-center gap-0.5 max-wide:min-w-0">
      {step(page - 1, t('previous'), ChevronLeft)}
      {step(page + 1, t('next'), ChevronRight)}
      {pageSteps(page, pages).map((number) =>
        typeof number === 'string' ? (
          <span key={number} className={`${BOX} text-muted`} aria-hidden>
            …
          </span>
        ) : (
          <Link
            key={number}
            href={href(number)}
            onClick={goOn(number)}
            onPointerEnter={onPointerEnter(number)}
            onPointerLeave={onPointerLeave}
            prefetch={false}
            scroll={false}
            aria-label={t('page', { page: number })}
            aria-current={number === page ? 'page' : undefined}
            className={`${BOX} ${number === page ? 'bg-accent-tint font-semibold text-accent' : 'text-muted hover:bg-well'}`}
          >
            {number}
          </Link>
        ),
      )}
    </nav>
  );
}
