import { MarksThread } from '../../lib/marks/marks-thread';

/*
 * A program that marks samples: `DIRECTORY MARK FROM COUNT`. It prints the id of each sample as soon as its mark is acknowledged.
 * For tests that kill it, or run several at once.
 */
const [directory, mark, from, count] = process.argv.slice(2);
const thread = new MarksThread({ directory, url: null, isReadOnly: false });
const target = { id: null, ref: { path: './run', generation: 'aaaa0001', eventFile: 'events' } };
const alive = setInterval(() => {}, 1_000); // the thread alone does not keep the process running
await thread.call('addMark', mark, 'red');
for (let id = Number(from); id < Number(from) + Number(count); id++) {
  await thread.call('mark', target, mark, { ids: Int32Array.of(id), pictures: Uint32Array.of(1_000 + id) });
  process.stdout.write(`${id}\n`);
}
clearInterval(alive);
await thread.stop();
