import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { CompareBar } from '@/components/compare/compare-bar';
import { CompareView } from '@/components/compare/compare-view';
import { Fallback } from '@/components/frame/fallback';
import { TopBar } from '@/components/frame/top-bar';
import { answerJob } from '@/lib/answer/job';
import { loadCompareParams } from '@/lib/api/compare-params';
import { api } from '@/lib/api/urls';
import { getManager } from '@/lib/manager/instance';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('compare.title') };
}

/** Two jobs compared: what became of predictions and maps from A to B. */
export default async function ComparePage({ searchParams }: PageProps<'/compare'>) {
  const { a, b } = await loadCompareParams(searchParams);
  const manager = getManager();
  const keys = [...new Set([a, b])].filter((key) => key !== '');
  // A job that is gone is reported by the view.
  const jobs = await Promise.all(keys.map((key) => answerJob(manager, key).catch(() => null)));
  const { theme, t } = await preferences();
  return (
    <Fallback data={Object.fromEntries(keys.map((key, k) => [api.job(key), jobs[k]?.answer]))}>
      <TopBar
        label={t('app.breadcrumb')}
        base={manager.title || '/'}
        job={{
          name: (
            <h1 className="font-semibold" aria-current="page">
              {t('compare.title')}
            </h1>
          ),
          tabs: <CompareBar />,
        }}
        theme={theme}
      />
      <main id="content">
        <CompareView />
      </main>
    </Fallback>
  );
}
