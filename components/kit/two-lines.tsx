import { Fragment } from 'react';
import { splitAtWord, WORD_START } from './split-name';

/** Names up to this length wrap normally: two lines of the narrowest column have room for them. */
const SHORT = 24;

/**
 * A name on at most two lines. The second line of a long name is its end, cut at its start if necessary, and the first line is
 * truncated, because names often differ at their end. The whole name stays in the document as one text.
 */
export function TwoLines({ text }: { text: string }) {
  const parts = text.length > SHORT ? splitAtWord(text) : null;
  if (parts === null)
    return (
      <bdi className="line-clamp-2 [overflow-wrap:anywhere]">
        <Words of={text} />
      </bdi>
    );
  return (
    <bdi className="relative flex min-w-0 flex-col">
      <span className="absolute inset-0 truncate opacity-0">{text}</span>
      <span aria-hidden data-text={parts.head} className="truncate whitespace-pre before:content-[attr(data-text)]" />
      <span aria-hidden className="flex max-w-full justify-end self-start overflow-hidden whitespace-pre">
        <span data-text={parts.tail} className="before:content-[attr(data-text)]" />
      </span>
    </bdi>
  );
}

/** The words of a name, between which lines may break. */
export function Words({ of }: { of: string }) {
  return of.split(WORD_START).map((word, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a word is identified by its position
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {word}
    </Fragment>
  ));
}
