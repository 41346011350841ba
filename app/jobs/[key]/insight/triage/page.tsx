import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { TriageView } from '@/components/insight/triage/triage-view';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('insight.triage.title') };
}

/** Which samples deserve a look first. */
export default async function TriagePage({ params }: PageProps<'/jobs/[key]/insight/triage'>) {
  return <TriageView jobKey={(await params).key} />;
}
