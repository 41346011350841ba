import { exportedMarks } from '@/lib/answer/marks';
import { noParameters, parseQuery } from '@/lib/api/requests';
import { getManager } from '@/lib/manager/instance';
import { route } from '../../respond';

/** Everything as JSON Lines. The first part is made before the answer begins, so that a failure has its status. */
export const GET = route(async (request: Request) => {
  parseQuery(noParameters, new URL(request.url).searchParams);
  const parts = exportedMarks(getManager());
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
