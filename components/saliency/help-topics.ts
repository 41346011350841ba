import type { HelpTopic } from '@/components/kit/help';

/** What a view of samples and their saliency maps explains, in the order in which it is read. */
export const MAP_TOPICS = [
  'saliencyMap',
  'display',
  'signed',
  'sharedScale',
  'types',
  'confidence',
  'runnersUp',
  'uncertainty',
] as const satisfies readonly HelpTopic[];
