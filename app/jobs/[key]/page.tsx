import { redirect } from 'next/navigation';
import { pages } from '@/lib/api/urls';

/** A job without a view: its saliency maps. */
export default async function JobPage({ params }: PageProps<'/jobs/[key]'>) {
  redirect(pages.saliency((await params).key));
}
