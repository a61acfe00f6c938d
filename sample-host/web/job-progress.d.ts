// The types of job-progress.js, and of what the progress routes answer; plugin/openapi.yaml says what each field means.

export type JobStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled';

export interface JobRun {
  id: number;
  jobName: string;
  jobType: string;
  status: JobStatus;
  /** Percent; 100 only once the run has completed. */
  progress: number;
  /** Items; null while not known. */
  totalItems: number | null;
  processedItems: number | null;
  remainingItems: number | null;
  statusMessage: string;
  /** What the job itself has to say: for a media sync this; for the jobs of other plugins what they like. */
  progressData: MediaSyncProgress | Record<string, unknown> | null;
  /** Times are RFC 3339, in UTC. */
  startTime: string | null;
  endTime: string | null;
  userID: number | null;
  /** Why the run failed; empty if it did not. */
  errorMessage: string;
  mediaSyncJobID: number | null;
  createdAt: string | null;
  updatedAt: string | null;
  /** As of `updatedAt`, as are rate and remaining time; null until there is enough to tell them from. */
  elapsedSeconds: number | null;
  itemsPerSecond: number | null;
  etaSeconds: number | null;
  /** Null once the run has ended. */
  liveness: 'ok' | 'stalled' | 'lost' | null;
  revision: number;
}

export interface MediaSyncProgress {
  phase: 'starting' | 'fetching' | 'processing' | 'finishing' | 'completed';
  /** 1, and one more each time that the run was continued. */
  attempt: number;
  totalIsEstimate: boolean;
  steps: MediaSyncStep[];
  counts: { created: number; updated: number; unchanged: number; failed: number };
  /** The first 20. */
  failures: ItemFailure[];
  /** In a sync of several clients, those that could not be synced. */
  failedClients?: { clientID: number; error: string }[];
}

export interface MediaSyncStep {
  name: string;
  status: 'pending' | 'running' | 'completed' | 'failed';
  processed: number;
  total: number | null;
  /** Where a run syncs several clients. */
  clientID?: number;
}

export interface ItemFailure {
  itemID: string;
  title: string;
  error: string;
}

/** How the page learns of news at the moment. */
export type Connection = 'streaming' | 'polling' | 'away';

export interface FollowOptions {
  /** Where the routes are; "/api/v1" by default. */
  base?: string;
  /** Sent along; a session cookie goes by itself. */
  headers?: Record<string, string>;
  /** Milliseconds between two polls; 2000 by default. */
  interval?: number;
  signal?: AbortSignal;
  onConnection?: (connection: Connection) => void;
}

export interface WatchOptions extends FollowOptions {
  /** False: poll only. */
  stream?: boolean;
}

/** What the host refused for good, 401 or 404 for example. */
export class JobProgressError extends Error {
  readonly status: number;
  constructor(status: number, message: string);
}

export function hasEnded(run: JobRun): boolean;

/** Polls a run to its end. Without a callback it calls the page's global `updateProgressUI(run)`. */
export function pollJobProgress(
  jobRunId: number,
  onProgress?: (run: JobRun) => void,
  options?: FollowOptions,
): Promise<JobRun | undefined>;

/** Streams a run to its end, and polls while streaming does not work. */
export function watchJobProgress(
  jobRunId: number,
  onProgress?: (run: JobRun) => void,
  options?: WatchOptions,
): Promise<JobRun | undefined>;

/** Follows the list of the pending and running runs until `signal` is aborted. */
export function watchActiveJobs(onRuns: (runs: JobRun[]) => void, options?: WatchOptions): Promise<undefined>;

/** The server-sent events in a stream of bytes, until it ends or breaks. */
export function readEvents(
  body: ReadableStream<Uint8Array>,
  onBytes?: () => void,
): AsyncGenerator<{ type: string; id: string; data: string }, void>;
