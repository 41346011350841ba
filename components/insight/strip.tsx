import { type Axis, positionOn } from './axis';

interface Props {
  axis: Axis;
  /** Null where not defined: nothing is drawn there. */
  mean: number | null;
  shuffled?: number | null;
  /** Values of single maps. */
  ticks?: readonly number[];
  /** What to compare with, as a dashed line. */
  baseline?: number;
  /** Whether it is low, for a list with many. */
  isLow?: boolean;
  className?: string;
}

/**
 * A chart of one line: a tick for each map, from the shuffled value (○) to the mean (●), and a dashed baseline. Its numbers stand in
 * words beside it, so that it is hidden from screen readers.
 */
export function Strip({ axis, mean, shuffled = null, ticks = [], baseline, isLow = false, className = '' }: Props) {
  const at = (value: number) => `${(100 * positionOn(axis, value)).toFixed(2)}%`;
  const middle = isLow ? 7 : 13;
  return (
    <svg aria-hidden="true" width="100%" height={2 * middle} className={`block overflow-visible ${className}`}>
      <line x1="0" x2="100%" y1={middle} y2={middle} className="stroke-track" strokeWidth={isLow ? 1 : 2} />
      {ticks.map((value, index) => (
        <line
          // biome-ignore lint/suspicious/noArrayIndexKey: values repeat, and their order is all that they have
          key={index}
          x1={at(value)}
          x2={at(value)}
          y1={middle - 7}
          y2={middle + 7}
          className="stroke-muted"
          strokeOpacity=".34"
        />
      ))}
      {baseline !== undefined && (
        <line x1={at(baseline)} x2={at(baseline)} y1="0" y2={2 * middle} className="stroke-ink" strokeDasharray="2 2" />
      )}
      {mean !== null && shuffled !== null && (
        <line
          x1={at(shuffled)}
          x2={at(mean)}
          y1={middle}
          y2={middle}
          className="stroke-accent"
          strokeWidth={isLow ? 2 : 3}
        />
      )}
      {shuffled !== null && (
        <circle
          cx={at(shuffled)}
          cy={middle}
          r={isLow ? 3.5 : 4}
          className="fill-panel stroke-accent"
          strokeWidth="1.5"
        />
      )}
      {mean !== null && <circle cx={at(mean)} cy={middle} r={isLow ? 3.5 : 4.5} className="fill-accent stroke-panel" />}
    </svg>
  );
}

/** The sign of a strip in a text: from shuffled to the mean. */
export function StripSign() {
  return (
    <span className="mx-1 inline-block w-6 align-middle">
      <Strip axis={UNIT} mean={1} shuffled={0} isLow />
    </span>
  );
}

const UNIT: Axis = { min: 0, max: 1 };
