import type { Metadata } from 'next';
import { preferences } from '@/app/preferences';
import { ShortcutsView } from '@/components/insight/shortcuts/shortcuts-view';

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await preferences();
  return { title: t('insight.shortcuts.title') };
}

/** Groups of maps of one explainer and one label that look at the same place. */
export default async function ShortcutsPage({ params }: PageProps<'/jobs/[key]/insight/shortcuts'>) {
  return <ShortcutsView jobKey={(await params).key} />;
}
