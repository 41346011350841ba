import { importMarks } from '@/lib/answer/marks';
import { MAX_IMPORT_BYTES } from '@/lib/api/mark-choices';
import { getManager } from '@/lib/manager/instance';
import { textBody, writing } from '../../write';

export const POST = writing(async (request) =>
  importMarks(getManager(), await textBody(request, 'application/x-ndjson', MAX_IMPORT_BYTES)),
);
