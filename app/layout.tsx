import type { Metadata, Viewport } from 'next';
import dynamic from 'next/dynamic';
import localFont from 'next/font/local';
import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '@/components/frame/providers';
import { BAR_HEADER, KEEP_IN_FRAME, SLIM } from '@/components/frame/slim-bar';
import { LOGO } from '../components/frame/logo';
import { preferences } from './preferences';
import './globals.css';

const KeepSlim = dynamic(() => import('@/components/frame/keep-slim').then(({ KeepSlim }) => KeepSlim));

/** Preloaded, with a fallback of the same width, so that nothing shifts when it loads. */
const inter = localFont({
  src: '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  variable: '--font-inter',
  weight: '100 900',
});

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: { default: 'Salient', template: '%s · Salient' }, description: t('app.description') };
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#141518' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Reading the request makes every page dynamic; only dynamic pages get the nonce of their Content-Security-Policy.
  const asked = await headers();
  const nonce = asked.get('x-nonce') ?? undefined;
  const isSlim = asked.get(BAR_HEADER) === SLIM;
  const { locale, theme, messages, t } = await preferences();
  return (
    <html
      className={inter.variable}
      lang={locale === 'zh' ? 'zh-Hans' : 'en'}
      data-theme={theme === 'system' ? undefined : theme}
      data-bar={isSlim ? SLIM : undefined}
    >
      <head>
        {/* React Aria reads it for the style elements it makes. */}
        <meta property="csp-nonce" nonce={nonce} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a program of ours, which React would write with entities */}
        <script nonce={nonce} dangerouslySetInnerHTML={{ __html: KEEP_IN_FRAME }} />
        <link rel="icon" href={LOGO} type="image/svg+xml" />
      </head>
      <body>
        <a
          href="#content"
          className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-panel focus:px-3 focus:py-1.5"
        >
          {t('app.skip')}
        </a>
        <Providers locale={locale} messages={messages} now={new Date()}>
          {isSlim && <KeepSlim />}
          {children}
        </Providers>
      </body>
    </html>
  );
}
