import type { ByteRange, FileStat, StoredFile } from '../../lib/storage/storage';

/** A stored file whose bytes are in memory. */
export class MemoryFile implements StoredFile {
  constructor(public content: Uint8Array) {}

  async stat(): Promise<FileStat> {
    return { kind: 'file', size: this.content.length, modified: 0, changed: 0, identity: 'memory' };
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    const part = this.content.subarray(position, position + target.length);
    target.set(part);
    return part.length;
  }

  async readRanges(ranges: readonly ByteRange[]): Promise<Uint8Array[]> {
    return ranges.map(({ position, length }) => this.content.slice(position, position + length));
  }

  async close(): Promise<void> {}
}
