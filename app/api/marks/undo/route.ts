import { undo } from '@/lib/answer/marks';
import { parseBody, undoBody } from '@/lib/api/mark-requests';
import { getManager } from '@/lib/manager/instance';
import { jsonBody, writing } from '../../write';

export const POST = writing(async (request) =>
  undo(getManager(), parseBody(undoBody, await jsonBody(request)).version),
);
