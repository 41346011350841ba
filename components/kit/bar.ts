/** Class of a bar of controls: always one line; where a window is too narrow for all of them it scrolls sideways within itself. */
export const BAR =
  'relative flex items-center gap-x-4 overflow-x-auto px-5 py-2 [scrollbar-width:none] max-[80rem]:gap-x-2.5 max-wide:px-3';
