import 'react';

declare module 'react' {
  interface CSSProperties {
    /** Custom properties, which the style sheet reads. */
    [custom: `--${string}`]: string | number | undefined;
  }
}
