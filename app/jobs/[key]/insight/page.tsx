import { redirect } from 'next/navigation';
import { pages } from '@/lib/api/urls';

/** Insight opens with the explainers. */
export default async function InsightPage({ params }: PageProps<'/jobs/[key]/insight'>) {
  redirect(pages.insight((await params).key, 'explainers'));
}
