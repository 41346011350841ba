import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { ClassesView } from '@/components/insight/classes/classes-view';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('insight.classes.title') };
}

/** The mean map of each explainer for each label. */
export default async function ClassesPage({ params }: PageProps<'/jobs/[key]/insight/classes'>) {
  return <ClassesView jobKey={(await params).key} />;
}
