import type { JobRef } from '../../lib/marks/marks';
import { MarksService } from '../../lib/marks/marks-service';
import { SqliteDatabase } from '../../lib/marks/sqlite';
import { localStorage } from '../../lib/storage/local';

/* A program that writes marks as the dashboard does, for tests in Python: `DIRECTORY JSON`. */

interface Given {
  job: JobRef;
  marks: Record<string, [id: number, picture: number][]>;
  notes: [id: number, picture: number, text: string][];
}

const [directory, json] = process.argv.slice(2);
const { job, marks, notes }: Given = JSON.parse(json);
const service = new MarksService(new SqliteDatabase({ directory, isReadOnly: false, storage: localStorage }));
const target = { id: null, ref: job };
for (const [name, samples] of Object.entries(marks)) {
  await service.addMark(name, 'red');
  const ids = Int32Array.from(samples, ([id]) => id);
  await service.mark(target, name, { ids, pictures: Uint32Array.from(samples, ([, picture]) => picture) });
}
for (const [sample, picture, text] of notes)
  await service.writeNote(target, { kind: 'sample', sample, picture }, text, 0);
await service.close();
