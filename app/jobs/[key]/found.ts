import 'server-only';
import { notFound } from 'next/navigation';
import { problemOf } from '@/app/api/respond';

/**
 * What a promise gives; the page "not found" where the API would answer 404. Null where it would answer 503, as while a disk fails: the
 * view asks the API again by itself, says why there is nothing, and fills when there is.
 */
export async function found<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const { status } = problemOf(error);
    if (status === 404) notFound();
    if (status === 503) return null;
    throw error;
  }
}
