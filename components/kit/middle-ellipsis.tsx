import { splitName } from './split-name';

interface Props {
  text: string;
  className?: string;
  /** The tooltip; by default the whole text. */
  title?: string;
}

/**
 * A name on one line. If it does not fit, its middle is replaced by an ellipsis, because names often differ at their end. The whole
 * name stays in the document as one text for screen readers, copying and search in the page; its two visible parts are separate.
 * It is isolated from the text direction of its surroundings.
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
        {/* Without enough room it is cut at its start. */}
        <span className="flex max-w-[calc(100%-2ch)] shrink-0 justify-end overflow-hidden whitespace-pre">
          <span data-text={parts.tail} className="before:content-[attr(data-text)]" />
        </span>
      </span>
    </bdi>
  );
}
