/* Writes an event file to the standard output, for tests of programs that read them: takes the events as a JSON array. */
import { z } from 'zod';
import { type EventInput, eventFile } from './event-writer';

const events = z.array(z.custom<EventInput>((value) => typeof value === 'object' && value !== null));
process.stdout.write(eventFile(events.parse(JSON.parse(process.argv[2]))));
