import { expect, test } from 'vitest';
import { agreementCsv } from '../../../components/insight/agreement/tables';
import { explainersCsv } from '../../../components/insight/explainers/tables';
import type { AgreementAnswer, ExplainersAnswer } from '../../../lib/api/insight-answers';

test('a measure has the same name in each table', () => {
  const [explainers] = explainersCsv({ explainers: [] as ExplainersAnswer['explainers'] } as ExplainersAnswer);
  const [agreement] = agreementCsv({ pairs: [] as AgreementAnswer['pairs'] } as AgreementAnswer);
  const lifts = explainers.filter((name) => /^agreement .* lift$/.test(String(name)));
  expect(lifts.map((name) => String(name).replace('agreement ', ''))).toEqual(
    agreement.filter((name) => /lift$/.test(String(name))),
  );
});
