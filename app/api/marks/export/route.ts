import { exportedMarks } from '@/lib/answer/marks';
import { exportRequest } from '@/lib/api/mark-requests';
import { parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { route } from '../../respond';

/** Everything, or what is set aside of a job, as JSON Lines. The first part is made before the answer begins, so that a failure has its status. */
export const GET = route(async (request: Request) => {
  const { aside = null } = parseQuery(exportRequest, new URL(request.url).searchParams);
  const parts = exportedMarks(getManager(), aside);
  let part = await parts.next();
  const encoder = new TextEncoder();
  const body = new ReadableStream({
    async pull(controller) {
      if (part.done) controller.close();
      else controller.enqueue(encoder.encode(part.value));
      part = await parts.next();
    },
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'application/x-ndjson',
      'Content-Disposition': 'attachment; filename="salient-marks.jsonl"',
      'Cache-Control': 'no-store',
    },
  });
});
