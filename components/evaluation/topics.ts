const TOPICS = {
  faithfulness: 'faithfulness',
  fidelity: 'fidelity',
  localization: 'localization',
  localisation: 'localization',
  classsensitivity: 'classSensitivity',
  robustness: 'robustness',
} as const;

/** The help topic of a metric by its recorded name, ignoring case and spaces; null for a custom metric. */
export function topicOf(metric: string): (typeof TOPICS)[keyof typeof TOPICS] | null {
  const name = metric.toLowerCase().replace(/[^a-z]/g, '');
  return isTopic(name) ? TOPICS[name] : null;
}

function isTopic(name: string): name is keyof typeof TOPICS {
  return Object.hasOwn(TOPICS, name);
}
