import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { Jump } from '@/components/palette/jump';
import { LanguageSwitch } from './language-switch';
import { LOGO } from './logo';
import type { Theme } from './theme';
import { ThemeSwitch } from './theme-switch';

export interface Crumb {
  label: string;
  href?: string;
}

interface Props {
  /** Of the breadcrumb, for a screen reader. */
  label: string;
  crumbs: readonly Crumb[];
  /** Views to choose from, and the status, where there are any. */
  tabs?: ReactNode;
  status?: ReactNode;
  theme: Theme;
}

/** The slim bar on top of every page: mark, breadcrumb, views, status, language, theme. */
export function TopBar({ label, crumbs, tabs, status, theme }: Props) {
  return (
    <header className="sticky top-0 z-30 border-line border-b bg-panel">
      <div className="flex min-h-12 flex-wrap items-center gap-x-6 px-5 max-wide:px-3">
        <nav aria-label={label} className="flex min-w-0 items-center gap-2.5 wide:max-w-[45%]">
          <Link href="/" className="flex shrink-0 items-center gap-2.5 font-semibold text-[14px]">
            <Mark />
            <span className={crumbs.length > 1 ? 'max-wide:sr-only' : ''}>Salient</span>
          </Link>
          {crumbs.map(({ label: name, href }, index) => (
            <Fragment key={name}>
              <span aria-hidden className={`text-faint ${index === 0 && crumbs.length > 1 ? 'max-wide:hidden' : ''}`}>
                /
              </span>
              {href === undefined ? (
                <span className="truncate font-semibold" aria-current="page" title={name}>
                  {name}
                </span>
              ) : (
                <Link href={href} title={name} className="truncate text-muted hover:text-ink max-wide:hidden">
                  {name}
                </Link>
              )}
            </Fragment>
          ))}
        </nav>
        {tabs && (
          <div className="max-wide:order-last max-wide:w-full max-wide:overflow-x-auto max-wide:overflow-y-hidden max-wide:[scrollbar-width:none]">
            {tabs}
          </div>
        )}
        <div className="ml-auto flex shrink-0 items-center gap-1">
          {status}
          <Jump />
          <LanguageSwitch />
          <ThemeSwitch initial={theme} />
        </div>
      </div>
    </header>
  );
}

function Mark() {
  return (
    // biome-ignore lint/performance/noImgElement: an icon of a kilobyte needs no optimiser
    <img src={LOGO} alt="" width={18} height={18} className="rounded" />
  );
}
