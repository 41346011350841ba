import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { ExplainersView } from '@/components/insight/explainers/explainers-view';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('insight.explainers.title') };
}

/** What the maps of each explainer have in common. */
export default async function ExplainersPage({ params }: PageProps<'/jobs/[key]/insight/explainers'>) {
  return <ExplainersView jobKey={(await params).key} />;
}
