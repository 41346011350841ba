import { splitName } from './split-name';

interface Props {
  text: string;
  className?: string;
  /** Shown when pointed at; the whole text unless told otherwise. */
  title?: string;
}

/**
 * A name on one line. Where it does not fit, its middle gives way, because names that differ often differ at their end. The whole
 * name stays in the document as one text, for screen readers, for copying and for the search of the browser; what is seen are its
 * two parts. It is isolated from the direction of the text around it.
 */
export function MiddleEllipsis({ text, className = '', title = text }: Props) {
  const parts = splitName(text);
  if (parts === null)
    return (
      <bdi title={title} className={`block min-w-0 truncate ${className}`}>
        {text}
      </bdi>
    );
  return (
    <bdi title={title} className={`relative block min-w-0 overflow-hidden ${className}`}>
      <span className="absolute inset-0 truncate opacity-0">{text}</span>
      <span aria-hidden className="flex min-w-0">
        <span data-text={parts.head} className="min-w-[2ch] truncate whitespace-pre before:content-[attr(data-text)]" />
        <span data-text={parts.tail} className="shrink-0 whitespace-pre before:content-[attr(data-text)]" />
      </span>
    </bdi>
  );
}
