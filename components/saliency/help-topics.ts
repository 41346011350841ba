import type { HelpTopic } from '@/components/kit/help-topic';

/** The help topics of a view of samples and their saliency maps, in reading order. */
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
