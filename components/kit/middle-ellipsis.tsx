/** Names up to this length are never split, characters. */
const SHORT = 10;

/** Characters of a longer name that stay in view at its end: from where a word begins, if one does there. */
const TAIL = { least: 4, usual: 6, most: 7 };

/** What a word begins behind. */
const BOUNDARY = /[\s_./:,-]/u;

/** A name in two parts, of which the first one may be cut; names that differ only at their end stay apart. */
export function splitName(name: string): readonly [head: string, tail: string] {
  const characters = Array.from(name);
  if (characters.length <= SHORT) return [name, ''];
  const end = characters.slice(-TAIL.most);
  const boundary = end.slice(0, 1 - TAIL.least).findLastIndex((character) => BOUNDARY.test(character));
  const length = boundary === -1 ? TAIL.usual : end.length - boundary;
  return [characters.slice(0, -length).join(''), characters.slice(-length).join('')];
}

interface Props {
  children: string;
  className?: string;
}

/** A name of any length and script in one line: where it does not fit, its middle is left out. The whole name is shown when pointed at. */
export function MiddleEllipsis({ children: name, className = '' }: Props) {
  const [head, tail] = splitName(name);
  if (tail === '') {
    return (
      <bdi title={name} className={`min-w-0 truncate ${className}`}>
        {name}
      </bdi>
    );
  }
  return (
    <bdi title={name} className={`relative flex min-w-0 ${className}`}>
      <span className="sr-only">{name}</span>
      <span aria-hidden className="min-w-0 truncate whitespace-pre">
        {head}
      </span>
      <span aria-hidden className="shrink-0 whitespace-pre">
        {tail}
      </span>
    </bdi>
  );
}
