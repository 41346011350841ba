import { answerHealth } from '@/lib/answer/health';
import { getManager } from '@/lib/manager/instance';
import { route } from '../respond';

export const dynamic = 'force-dynamic';

export const GET = route(async () => {
  const answer = answerHealth(getManager());
  return Response.json(answer, {
    status: answer.status === 'failing' ? 503 : 200,
    headers: { 'Cache-Control': 'no-store' },
  });
});
