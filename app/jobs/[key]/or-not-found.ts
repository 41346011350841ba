import 'server-only';
import { notFound } from 'next/navigation';
import { problemOf } from '@/app/api/respond';

/**
 * Awaits an answer. Shows the page "not found" if the API would respond with 404. Returns null if it would respond with 503, for
 * example after a disk error, 422, or 400 for an explainer that the job does not have: the view then queries the API itself, shows the reason, and fills as soon as there is an answer.
 */
export async function orNotFound<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const { status } = problemOf(error);
    if (status === 404) notFound();
    if (status === 503 || status === 422 || status === 400) return null;
    throw error;
  }
}
