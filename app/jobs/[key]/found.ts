import 'server-only';
import { notFound } from 'next/navigation';
import { ApiError } from '@/lib/api/problem';

/** What a promise gives; the page "not found" where the API would answer 404. */
export async function found<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 404) notFound();
    throw error;
  }
}
