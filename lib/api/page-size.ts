/** The page size, or the default if it is not one of `sizes`. */
export function pageSizeOf(size: number, sizes: readonly number[], defaultSize: number): number {
  return sizes.includes(size) ? size : defaultSize;
}
