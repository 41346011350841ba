import { z } from 'zod';

/* The schemas of the answers about marks, notes, views and flags. A `version` is the number of the write that made something. */

const count = z.int().nonnegative();
const time = z.iso.datetime();
const version = count.describe('Send it as If-Match with a change.');

export const mark = z.object({ id: count, name: z.string(), colour: z.string(), version });

export const readOnly = z
  .object({
    why: z.enum(['read-only', 'view-token', 'newer', 'older', 'not-writable', 'unreadable', 'unreachable']),
    message: z.string(),
  })
  .nullable()
  .describe('Why nothing can be written; null if it can.');

export const marksAnswer = z.object({
  version: count.describe('Number of writes so far: of marks, notes, views and flags of all jobs.'),
  readOnly,
  reloadInterval: z.number().describe('Seconds after which clients ask again; 0 if the server does not say.'),
  marks: z.array(mark).describe('All marks, by name.'),
});

export const markedAnswer = z.object({
  matched: count.describe('Samples that were listed, or that match the filter.'),
  changed: count.describe('Samples that were changed: the others had the mark already, or did not have it.'),
  version: count.describe('Version of this write; `/api/marks/undo` undoes it.'),
});

export const undoneAnswer = z.object({
  changed: count.describe('Marks on samples that were changed. What others have changed since stays.'),
  version: count.describe('Version of this write, which can be undone too.'),
});

export const removedAnswer = z.object({
  version: count.describe('Version of this write; `/api/marks/undo` undoes it.'),
});

export const jobMarksAnswer = z.object({
  generation: z.string().nullable(),
  version: count.describe('Last write that changed marks or notes of the job.'),
  marks: z.array(z.object({ name: z.string(), colour: z.string(), samples: count })),
  notes: count,
  flags: z.object({ starred: z.boolean(), hidden: z.boolean(), version }),
  aside: z
    .array(
      z.object({
        id: count.describe('Its number in the addresses of what is set aside.'),
        ...{ path: z.string(), generation: z.string(), eventFile: z.string() },
        samples: count.describe('Samples with a mark or a note.'),
        notes: count.describe('Notes on the job and on pairs of explainers.'),
        written: time,
      }),
    )
    .describe('What is kept of other content that was at the path of the job: it was replaced.'),
});

export const asideAnswer = z.object({
  total: count.describe('Samples with a mark or a note.'),
  present: count.describe('How many of them the job has, by id.'),
  samePicture: count.describe('How many of them have an original of the same recorded path in the job.'),
  samples: z
    .array(
      z.object({
        sample: z.int(),
        marks: z.array(z.string()),
        note: z.string().nullable(),
        isPresent: z.boolean().describe('Whether the job has a sample of this id.'),
        isSamePicture: z.boolean().describe('Whether its original has the same recorded path.'),
      }),
    )
    .describe('The first 200 of them by id.'),
});

export const carriedAnswer = z.object({
  marked: count.describe('Marks on samples that were carried over, or removed.'),
  notes: count,
  kept: count.describe('Notes that stay aside because the job has another one in their place.'),
  version: count.describe('Version of this write; `/api/marks/undo` undoes it, but for the notes.'),
});

export const note = z.object({
  text: z.string().describe('Empty if there is no note.'),
  version,
  created: time.nullable(),
  updated: time.nullable(),
});

export const notesAnswer = z.object({
  notes: z.array(
    note.extend({
      sample: z.int().optional().describe('The sample that the note is about.'),
      explainers: z.tuple([z.string(), z.string()]).optional().describe('The pair of explainers that it is about.'),
      address: z.string().describe('Where the note is read and written.'),
    }),
  ),
});

export const flagsAnswer = z.object({ starred: z.boolean(), hidden: z.boolean(), version });

export const view = z.object({ id: count, name: z.string(), address: z.string(), version, created: time });
export const viewsAnswer = z.object({ views: z.array(view) });

export const importedAnswer = z.object({
  marks: count,
  marked: count.describe('Marks on samples that were added.'),
  jobs: count.describe('Jobs that were starred or hidden.'),
  notes: count,
  views: count,
  kept: count.describe('Notes and views that were not imported, because there is another one in their place.'),
  version: count,
});

export type MarkJson = z.infer<typeof mark>;
export type MarksAnswer = z.infer<typeof marksAnswer>;
export type MarkedAnswer = z.infer<typeof markedAnswer>;
export type UndoneAnswer = z.infer<typeof undoneAnswer>;
export type JobMarksAnswer = z.infer<typeof jobMarksAnswer>;
export type AsideAnswer = z.infer<typeof asideAnswer>;
export type CarriedAnswer = z.infer<typeof carriedAnswer>;
export type NoteJson = z.infer<typeof note>;
export type NotesAnswer = z.infer<typeof notesAnswer>;
export type FlagsAnswer = z.infer<typeof flagsAnswer>;
export type ViewJson = z.infer<typeof view>;
export type ViewsAnswer = z.infer<typeof viewsAnswer>;
export type ImportedAnswer = z.infer<typeof importedAnswer>;
