import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/* The examples of docs/engines.md. */

const text = readFileSync(fileURLToPath(new URL('../../docs/engines.md', import.meta.url)), 'utf8');

/** The code blocks of a section of the page, in their order. */
export function examplesOf(section: string): string[] {
  const [, own = ''] = text.split(`\n## ${section}\n`);
  const [body] = own.split('\n## ');
  return [...body.matchAll(/^```\w*\n(.*?)^```$/gms)].map(([, code]) => code);
}

/** Names of the options of `salient survey` that the page mentions. */
export function optionsMentioned(): string[] {
  const commands = [...text.matchAll(/salient survey[^`]*?(?=\n[^ \n]|\n\n|`|$)/g)].map(([command]) => command);
  return [...new Set(commands.flatMap((command) => command.match(/--[a-z-]+/g) ?? []))].sort();
}
