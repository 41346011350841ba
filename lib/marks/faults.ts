/** The kinds of failures of the database of marks, as names of errors: other threads see nothing else of an error. */
export type MarksFault =
  /** It may not be written. */
  | 'MarksReadOnlyError'
  /** The disk is full. Nothing was written. */
  | 'MarksFullError'
  /** Another program writes to it for too long. Nothing was written. */
  | 'MarksBusyError'
  /** It is damaged, or no database of Salient. */
  | 'MarksUnreadableError'
  /** The server of the database does not answer. Whether a write that was in progress was made is not known. */
  | 'MarksUnreachableError'
  /** More than a limit allows. */
  | 'MarksLimitError'
  /** There is nothing of this name or number. */
  | 'MarksUnknownError';

/** A failure of the database of marks; its message is a sentence for the user. */
export class MarksError extends Error {
  constructor(
    override readonly name: MarksFault,
    message: string,
  ) {
    super(message);
  }
}
