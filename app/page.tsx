import { Fallback } from '@/components/frame/fallback';
import { TopBar } from '@/components/frame/top-bar';
import { JobList } from '@/components/job-list/job-list';
import { answerJobs } from '@/lib/answer/jobs';
import { jobsRequestOf, loadJobListParams } from '@/lib/api/job-list-params';
import { queryOf } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { toJson } from '@/lib/json';
import { getManager } from '@/lib/manager/instance';
import { preferences } from './preferences';

/** The list of explain jobs. */
export default async function JobsPage({ searchParams }: PageProps<'/'>) {
  const request = jobsRequestOf(await loadJobListParams(searchParams));
  const manager = getManager();
  const [answer, { theme, t }] = await Promise.all([answerJobs(manager, request), preferences()]);
  return (
    <>
      <TopBar label={t('app.breadcrumb')} base={answer.base} theme={theme} />
      <main id="content">
        <Fallback data={{ [api.jobs(queryOf(request))]: toJson(answer) }}>
          <JobList />
        </Fallback>
      </main>
    </>
  );
}
