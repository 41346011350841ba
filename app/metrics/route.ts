import { answerMetrics } from '@/lib/answer/metrics';
import { getManager } from '@/lib/manager/instance';

/** For Prometheus, which sends the token in its `authorization` header. */
export async function GET(): Promise<Response> {
  const { type, text } = await answerMetrics(getManager());
  return new Response(text, { headers: { 'Content-Type': type, 'Cache-Control': 'no-store' } });
}
