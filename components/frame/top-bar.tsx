import Link from 'next/link';
import type { ReactNode } from 'react';
import { MiddleEllipsis } from '@/components/kit/middle-ellipsis';
import { NotebookButton } from '@/components/marks/notebook-button';
import { Jump } from '@/components/palette/jump';
import { LanguageSwitch } from './language-switch';
import { LOGO } from './logo';
import type { Theme } from './theme';
import { ThemeSwitch } from './theme-switch';

interface Props {
  /** Label of the breadcrumb for screen readers. */
  label: string;
  /** The base directory; omitted on a page that is not found. */
  base?: string;
  /** On the pages of a job: its name, its views, its status; on the page of two jobs: what it is called, and which they are. */
  job?: { name: ReactNode; tabs: ReactNode; status?: ReactNode };
  theme: Theme;
}

/**
 * The bar at the top of every page: logo, breadcrumb, views, status, search, language, theme. It is one line high; the breadcrumb
 * shrinks first. In a narrow window the views of a job are on a second line.
 */
export function TopBar({ label, base, job, theme }: Props) {
  return (
    <header className="sticky top-0 z-30 border-line border-b bg-panel slim:static">
      <div className="flex min-h-12 items-center gap-x-6 px-5 max-[90rem]:gap-x-4 max-mid:gap-x-2 max-wide:flex-wrap max-wide:px-3 max-wide:pt-1.5 slim:min-h-9 slim:flex-nowrap slim:pt-0">
        <nav
          aria-label={label}
          className={`flex min-w-0 items-center gap-2.5 max-wide:flex-1 max-wide:basis-0 ${job ? 'min-w-24 max-mid:min-w-16' : ''}`}
        >
          <Link href="/" title="Salient" className="flex h-7 shrink-0 items-center gap-2.5 font-semibold text-[14px]">
            <Logo />
            <span className={job ? 'max-[80rem]:sr-only' : ''}>Salient</span>
          </Link>
          {base !== undefined && (
            <>
              <Slash className={job ? 'max-[80rem]:hidden' : ''} />
              {job ? (
                <Link href="/" className="min-w-6 shrink-[4] text-muted hover:text-ink max-[80rem]:hidden">
                  <MiddleEllipsis text={base} />
                </Link>
              ) : (
                <span className="min-w-0 font-semibold" aria-current="page">
                  <MiddleEllipsis text={base} />
                </span>
              )}
            </>
          )}
          {job && (
            <>
              <Slash />
              {job.name}
            </>
          )}
        </nav>
        {job && (
          <div className="fade-edges shrink-0 max-wide:order-last max-wide:w-full max-wide:overflow-x-auto max-wide:overflow-y-hidden max-wide:[scrollbar-width:none] slim:order-none slim:w-auto slim:min-w-0 slim:shrink slim:overflow-x-auto slim:[scrollbar-width:none]">
            {job.tabs}
          </div>
        )}
        <div className="ml-auto flex shrink-0 items-center gap-1">
          {/* A narrow frame has room for the views, and the palette switches language and theme as well. */}
          <div className="contents slim:max-mid:hidden">{job?.status}</div>
          <Jump />
          <NotebookButton />
          <div className="flex items-center gap-1 slim:max-mid:hidden">
            <LanguageSwitch />
            <ThemeSwitch initial={theme} />
          </div>
        </div>
      </div>
    </header>
  );
}

function Slash({ className = '' }: { className?: string }) {
  return (
    <span aria-hidden className={`text-faint ${className}`}>
      /
    </span>
  );
}

function Logo() {
  return (
    // biome-ignore lint/performance/noImgElement: a small icon needs no optimiser
    <img src={LOGO} alt="" width={18} height={18} className="rounded" />
  );
}
