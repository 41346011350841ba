/* The machine that a native file is for, from its first bytes. */

/** @typedef {'ELF x64' | 'ELF arm64' | 'Mach-O x64' | 'Mach-O arm64' | 'PE x64'} Machine */

/** `e_machine` of an ELF header: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html @type {Record<number, Machine>} */
const ELF = { 62: 'ELF x64', 183: 'ELF arm64' };
/** `cputype` of a 64-bit Mach-O header (mach/machine.h). @type {Record<number, Machine>} */
const MACH_O = { 16777223: 'Mach-O x64', 16777228: 'Mach-O arm64' };
/** `Machine` of a COFF header: https://learn.microsoft.com/en-us/windows/win32/debug/pe-format @type {Record<number, Machine>} */
const PE = { 34404: 'PE x64' };

/**
 * @param {Buffer} content of a file
 * @returns {Machine | null} null for no native file, or one of another machine
 */
export function machineOf(content) {
  if (content.length < 64) return null;
  if (content.readUInt32BE(0) === 0x7f454c46) return ELF[content.readUInt16LE(18)] ?? null;
  if (content.readUInt32LE(0) === 0xfeedfacf) return MACH_O[content.readUInt32LE(4)] ?? null;
  if (content.toString('latin1', 0, 2) !== 'MZ') return null;
  const header = content.readUInt32LE(60);
  if (header + 6 > content.length || content.toString('latin1', header, header + 4) !== 'PE\0\0') return null;
  return PE[content.readUInt16LE(header + 4)] ?? null;
}
