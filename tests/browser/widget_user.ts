// Somebody's page in TypeScript, with the widget in it. Compiled only: what must not compile is marked.
import {
  JobProgressError, hasEnded, pollJobProgress, readEvents, watchActiveJobs, watchJobProgress,
} from '../../sample-host/web/job-progress.js';
import type { Connection, JobRun, MediaSyncProgress } from '../../sample-host/web/job-progress.js';

const bar = { value: 0, text: '' };

export async function show(jobRunId: number, signal: AbortSignal): Promise<string> {
  try {
    const last = await watchJobProgress(jobRunId, (run) => {
      bar.value = run.progress;
      bar.text = run.totalItems === null ? run.statusMessage : `${run.processedItems} of ${run.totalItems}`;
      // @ts-expect-error: the total may be unknown
      bar.value = run.processedItems / run.totalItems;
    }, {
      signal, base: '/api/v1', headers: { Authorization: 'Bearer t' },
      onConnection: (state: Connection) => { bar.text = state; },
    });
    // @ts-expect-error: there is no run if the signal was aborted
    bar.text = last.status;
    return last?.errorMessage ?? '';
  } catch (problem) {
    return problem instanceof JobProgressError && problem.status === 404 ? 'gone' : String(problem);
  }
}

export async function asInTheProposal(jobRunId: number): Promise<JobRun | undefined> {
  return pollJobProgress(jobRunId);
}

export function failedItems(run: JobRun): string[] {
  const data = run.progressData as MediaSyncProgress | null;
  return hasEnded(run) && data ? data.failures.map(({ title, error }) => `${title}: ${error}`) : [];
}

export async function all(body: ReadableStream<Uint8Array>): Promise<void> {
  await watchActiveJobs((runs) => { bar.value = runs.length; }, { stream: false, interval: 5000 });
  for await (const { id, type, data } of readEvents(body)) bar.text = id + type + data;
  // @ts-expect-error: a run has an id, not a name
  await watchJobProgress('42');
  // @ts-expect-error: there is no such option
  await pollJobProgress(42, undefined, { every: 5 });
  // @ts-expect-error: polling does not stream
  await pollJobProgress(42, undefined, { stream: true });
}
