import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties used by the style sheet. */
    [custom: `--${string}`]: string | number | undefined;
  }
}
