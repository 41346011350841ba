import { Score } from './score';

interface Props {
  value: number | null;
  /** The range of the bars. */
  scale: { min: number; max: number };
}

/** A score as a number and as a bar from 0, to the left if it is negative. */
export function ScoreBar({ value, scale: { min, max } }: Props) {
  if (value === null) return <Score value={null} />;
  const at = (score: number) => (100 * (score - min)) / (max - min);
  return (
    <span className="flex items-center gap-2.5">
      <span aria-hidden className="relative h-1 min-w-8 max-w-24 flex-1 rounded-full bg-track">
        <span
          className="absolute inset-y-0 rounded-full bg-accent"
          style={{ left: `${at(Math.min(0, value))}%`, width: `${(100 * Math.abs(value)) / (max - min)}%` }}
        />
      </span>
      <span className="min-w-[6ch]">
        <Score value={value} />
      </span>
    </span>
  );
}
