/** The layout of what is said about the maps of a sample: below them, or beside them in a wide window. */
export const NUMBERS =
  'grid min-w-0 content-start gap-x-10 gap-y-6 border-line px-5 py-3 max-wide:px-3 max-[100rem]:border-t wide:max-[100rem]:grid-cols-[minmax(20rem,1fr)_minmax(0,max-content)] min-[100rem]:border-l';

/** As large as the numbers of a usual sample. */
export function SampleNumbersSkeleton() {
  return (
    <div aria-hidden className={NUMBERS}>
      {['h-52', 'h-72 wide:w-[36rem] max-w-full'].map((size) => (
        <span key={size} className={`block rounded-md bg-well motion-safe:animate-pulse ${size}`} />
      ))}
    </div>
  );
}
