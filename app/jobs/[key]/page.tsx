import { redirect } from 'next/navigation';
import { pages } from '@/lib/api/urls';

/** The URL of a job without a view redirects to its saliency maps. */
export default async function JobPage({ params }: PageProps<'/jobs/[key]'>) {
  redirect(pages.saliency((await params).key));
}
