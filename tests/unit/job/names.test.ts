import { expect, test } from 'vitest';
import { Names } from '../../../lib/job/names';

const utf8 = (text: string) => new TextEncoder().encode(text);

function names(...list: string[]): Names {
  const names = new Names(100);
  for (const name of list) names.add(name);
  return names;
}

test('a name keeps its index when others are added', () => {
  const list = names('GradCAM');
  expect([list.add('Gradient'), list.add('GradCAM'), list.add('RISE'), list.add('Gradient')]).toEqual([1, 0, 2, 1]);
  expect(list.list).toEqual(['GradCAM', 'Gradient', 'RISE']);
});

test('a name is found by its bytes', () => {
  const list = names('GradCAM', 'Gradient', 'été', '');
  const block = utf8('xxGradCAMétéGradientyy');
  expect(list.find(block, 2, 9)).toBe(0);
  expect(list.find(block, 9, 14)).toBe(2);
  expect(list.find(block, 14, 22)).toBe(1);
  expect(list.find(block, 5, 5)).toBe(3);
});

test('an unknown name is not found, nor is a prefix of it', () => {
  const list = names('GradCAM', 'Gradient');
  expect(list.find(utf8('Grad'), 0, 4)).toBe(-1);
  expect(list.find(utf8('GradCAM++'), 0, 9)).toBe(-1);
  expect(list.find(utf8('gradcam'), 0, 7)).toBe(-1);
  expect(new Names(100).find(utf8('GradCAM'), 0, 7)).toBe(-1);
});

test('names that differ in any byte are distinct, at any offset', () => {
  const list = names('Gradient', 'GradienT', 'xradient', 'Gradi', 'Grxdi');
  for (const [index, name] of list.list.entries()) {
    for (const start of [0, 1, 2, 3]) {
      const block = utf8(`${'.'.repeat(start + 5)}${name}.`).subarray(5);
      expect(list.find(block, start, start + name.length), `${name} at ${start}`).toBe(index);
    }
  }
});

test('a search does not affect the next one', () => {
  const list = names('A', 'B');
  const block = utf8('ABAAB');
  expect([0, 1, 2, 3, 4].map((at) => list.find(block, at, at + 1))).toEqual([0, 1, 0, 0, 1]);
});
