import { expect, test } from 'vitest';
import { inARow } from '../../../components/kit/in-a-row';

test.for([
  [['It stopped.', 'Try again.'], 'It stopped. Try again.'],
  [['已停止。', '请重试。'], '已停止。请重试。'],
  [['无法读取原图：', 'a.png is missing.'], '无法读取原图：a.png is missing.'],
  [['', 'One.', '', 'Two.'], 'One. Two.'],
  [[], ''],
] as const)('%j is written as "%s"', ([sentences, expected]) => {
  expect(inARow(...sentences)).toBe(expected);
});
