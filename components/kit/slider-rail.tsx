import { SliderThumb } from 'react-aria-components/Slider';

/** The visible parts of a slider with one thumb: the rail, filled to `share` (0–1), and the thumb. */
export function SliderRail({ share }: { share: number }) {
  return (
    <>
      <div className="absolute inset-x-0 h-[3px] rounded-full bg-track" />
      <div className="absolute left-0 h-[3px] rounded-full bg-accent" style={{ width: `${100 * share}%` }} />
      <SliderThumb className="top-1/2 size-3.5 rounded-full border-[1.5px] border-accent bg-panel outline-none after:absolute after:-inset-[7px] data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent" />
    </>
  );
}
