import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { AgreementView } from '@/components/insight/agreement/agreement-view';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('insight.agreement.title') };
}

/** How far the maps of each two explainers agree. */
export default async function AgreementPage({ params }: PageProps<'/jobs/[key]/insight/agreement'>) {
  return <AgreementView jobKey={(await params).key} />;
}
