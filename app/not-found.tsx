import Link from 'next/link';
import { TopBar } from '@/components/frame/top-bar';
import { Notice } from '@/components/kit/notice';
import { preferences } from './preferences';

/** Shown for an unknown URL. */
export default async function NotFound() {
  const { theme, t } = await preferences();
  return (
    <>
      <TopBar label={t('app.breadcrumb')} theme={theme} />
      <main id="content">
        <Notice isPage title={t('job.noPage')} detail={t('job.noPageHelp')}>
          <Link href="/" className="text-accent hover:underline">
            {t('job.backToList')}
          </Link>
        </Notice>
      </main>
    </>
  );
}
