import 'server-only';
import type { FilePart } from '@/lib/answer/tables/written-table';
import { FRAMES_TYPE, TABLE_TYPES, type TableFormat, type TableName } from '@/lib/api/table-choices';
import { frameOf, lastFrameOf } from '@/lib/api/table-frames';
import { problemOf } from './respond';

/* Tables as responses: streams that are as fast as the client reads, and end with it. */

/** The table and the format of a file name. */
export function partsOf<N extends `${TableName}.${TableFormat}`>(file: N) {
  const [table, format] = file.split('.') as [TableName, TableFormat];
  return { table, format };
}

interface Options {
  format: TableFormat;
  /** Whether the file is sent in frames with its progress. */
  progress: boolean;
  /** The suggested name of the file. */
  name: string;
}

/** A client that takes nothing for so long is given up, because it keeps the job in memory, and a place from others. */
const MAX_IDLE_MS = 60_000;

/**
 * The file of a table as a response. Its first part is made before the response begins, so that a failure has its status; a later one
 * breaks the connection, or is said in the last frame.
 */
export async function tableResponse(
  request: Request,
  parts: AsyncGenerator<FilePart, void, void>,
  { format, progress, name }: Options,
): Promise<Response> {
  let next = await parts.next();
  // Nobody reads the body of an answer to HEAD, nor one that nobody waits for any more.
  if (request.method === 'HEAD' || request.signal.aborted) await parts.return();
  let idle: NodeJS.Timeout | undefined;
  const send = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    // A part without bytes only says how far the table is.
    while (!next.done && next.value.bytes.length === 0 && !progress) next = await parts.next();
    if (next.done) {
      if (progress) controller.enqueue(lastFrameOf(null));
      controller.close();
      return;
    }
    controller.enqueue(progress ? frameOf(next.value) : next.value.bytes);
    next = await parts.next();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(idle);
        try {
          await send(controller);
          idle = setTimeout(() => {
            controller.error(new Error('Nothing was read for too long.'));
            void parts.return();
          }, MAX_IDLE_MS).unref();
        } catch (error) {
          if (!progress) throw error;
          controller.enqueue(lastFrameOf(problemOf(error)));
          controller.close();
        }
      },
      async cancel() {
        clearTimeout(idle);
        await parts.return();
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, {
    headers: {
      'Content-Type': progress ? FRAMES_TYPE : TABLE_TYPES[format],
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(fileNameOf(name))}`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  });
}

/** A text without the characters that file systems do not allow in file names. */
function fileNameOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|-+$/g, '');
}
