import { SliderThumb } from 'react-aria-components/Slider';

/** What is seen of a slider with one thumb: the rail, the part of it up to the thumb (0–1), the thumb. */
export function SliderRail({ share }: { share: number }) {
  return (
    <>
      <div className="absolute inset-x-0 h-[3px] rounded-full bg-track" />
      <div className="absolute left-0 h-[3px] rounded-full bg-accent" style={{ width: `${100 * share}%` }} />
      <SliderThumb className="top-1/2 size-3.5 rounded-full border-[1.5px] border-accent bg-panel outline-none data-[focus-visible]:outline-2 data-[focus-visible]:outline-accent" />
    </>
  );
}
