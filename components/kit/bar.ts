/** Class of a toolbar: always one line; if the window is too narrow it scrolls horizontally, and its edges fade where there is more. */
export const BAR =
  'fade-edges relative flex items-center gap-x-4 overflow-x-auto px-5 py-2 [scrollbar-width:none] max-[80rem]:gap-x-2.5 max-wide:px-3 slim:py-1';
