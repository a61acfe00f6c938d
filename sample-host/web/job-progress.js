// Follows the progress of jobs in a page: streams it, and polls for as long as streaming does not work. Depends on
// nothing: copy this file and, for TypeScript, job-progress.d.ts.
//
//   const run = await watchJobProgress(42, (run) => { bar.value = run.progress; });
//
// Each function calls back with every state that it learns of, and returns a promise: of the run once that has ended, of
// undefined once `signal` is aborted. While the host is away it tries again, less and less often; what the host refuses
// for good rejects the promise with a JobProgressError. What the callback throws rejects it, too.

const endings = ['completed', 'failed', 'cancelled'];

const defaults = {
  base: '/api/v1', //       where the routes are
  headers: {}, //           sent along, { Authorization: 'Bearer …' } for example; a session cookie goes by itself
  interval: 2000, //        ms between two polls
  stream: true, //          false: poll only
  signal: undefined, //     an AbortSignal that ends it
  onConnection: () => {}, // told 'streaming', 'polling' or 'away' when that changes
};

const answerPatience = 15_000;
const silencePatience = 40_000; // a stream says something every 15 seconds
const shortestUsefulStream = 5_000;
const pauseBetweenStreams = 10_000;
const longestBackOff = 15_000;
const longestRetryAfter = 60_000;

export class JobProgressError extends Error {
  constructor(status, message) {
    super(message);
    this.name = 'JobProgressError';
    this.status = status;
  }
}

export function hasEnded(run) {
  return endings.includes(run.status);
}

// The function of the same name in the proposal: without a callback it calls the page's updateProgressUI(run).
export function pollJobProgress(jobRunId, onProgress = globalThis.updateProgressUI, options = {}) {
  return new Following(`/jobs/runs/${jobRunId}/progress`, { ...options, stream: false }, hasEnded, onProgress).run();
}

export function watchJobProgress(jobRunId, onProgress = globalThis.updateProgressUI, options = {}) {
  return new Following(`/jobs/runs/${jobRunId}/progress`, options, hasEnded, onProgress).run();
}

// The list of the pending and running runs. While streaming, a run that ends is in the list once more; a poll may find it
// gone. With `stream: false` it only polls.
export function watchActiveJobs(onRuns, options = {}) {
  return new Following('/jobs/active', options, () => false, onRuns).run();
}

// One resource, asked for its state, streamed from there on, and asked again when the stream breaks.
class Following {
  #url;
  #options;
  #isLast;
  #deliver;
  #connection;
  #tag;
  #failures = 0;
  #retryAfter = 0;
  #nextStream = 0;
  #outcome; // once it is over: { state }

  constructor(path, options, isLast, deliver) {
    this.#options = { ...defaults, ...options };
    this.#url = this.#options.base + path;
    this.#isLast = isLast;
    this.#deliver = deliver;
  }

  async run() {
    while (!this.#isOver()) {
      const answered = await this.#ask();
      if (this.#isOver()) break;

      if (!answered) {
        this.#tell('away');
        await pause(Math.max(backOff(this.#failures++), this.#retryAfter), this.#options.signal);
      } else if (this.#options.stream && Date.now() >= this.#nextStream) {
        await this.#stream();
      } else {
        this.#tell('polling');
        await pause(this.#options.interval, this.#options.signal);
      }
    }
    return this.#outcome?.state;
  }

  #isOver() {
    return this.#outcome !== undefined || this.#options.signal?.aborted;
  }

  #tell(connection) {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#options.onConnection(connection);
  }

  #take(state, tag) {
    if (this.#isOver()) return;
    this.#tag = tag;
    if (this.#isLast(state)) this.#outcome = { state };
    this.#deliver(state);
  }

  // Resolves with whether the host has answered.
  async #ask() {
    const attempt = new Attempt(this.#options.signal, answerPatience);
    let answer;
    try {
      const known = this.#tag && { 'If-None-Match': this.#tag };
      answer = await readAnswer(await this.#fetch('application/json', known, attempt));
    } catch (problem) {
      if (problem instanceof JobProgressError) throw problem;
      this.#retryAfter = problem.retryAfter ?? 0;
      return false;
    } finally {
      attempt.end();
    }

    this.#failures = 0;
    if (answer) this.#take(answer.state, answer.tag);
    return true;
  }

  // Resolves when the stream has ended or broken, or when there is none.
  async #stream() {
    const began = Date.now();
    const attempt = new Attempt(this.#options.signal, silencePatience);
    try {
      const known = this.#tag && { 'Last-Event-ID': this.#tag };
      const response = await this.#fetch('text/event-stream', known, attempt).catch(() => undefined);
      if (response?.ok && response.headers.get('Content-Type')?.startsWith('text/event-stream')) {
        this.#tell('streaming');
        for await (const event of readEvents(response.body, () => attempt.goOn())) {
          if (event.type === 'progress') this.#take(JSON.parse(event.data), event.id);
          if (this.#isOver()) return;
        }
      }
    } finally {
      attempt.end();
    }
    // Where streams do not last, something on the way does not let them: polling does for a while.
    if (Date.now() - began < shortestUsefulStream) this.#nextStream = Date.now() + pauseBetweenStreams;
  }

  #fetch(type, more, attempt) {
    const headers = { ...this.#options.headers, ...more, Accept: type };
    return fetch(this.#url, { headers, cache: 'no-store', signal: attempt.signal });
  }
}

// A request that is given up when the caller's signal says so, or when nothing has come for `patience` ms.
class Attempt {
  #controller = new AbortController();
  #outer;
  #patience;
  #timer;
  #abort = () => this.#controller.abort();

  constructor(outer, patience) {
    this.#outer = outer;
    this.#patience = patience;
    if (outer?.aborted) this.#abort();
    outer?.addEventListener('abort', this.#abort);
    this.goOn();
  }

  get signal() {
    return this.#controller.signal;
  }

  goOn() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#abort, this.#patience);
  }

  end() {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
    this.#abort();
  }
}

// Undefined if nothing has changed. A refusal that another try may overcome is an ordinary Error, with `retryAfter` in ms.
async function readAnswer(response) {
  if (response.status === 304) return undefined;
  if (response.ok) {
    const body = await response.json();
    return { state: body.success === true ? body.data : body, tag: response.headers.get('ETag') ?? undefined };
  }

  const { status } = response;
  if (status >= 500 || status === 408 || status === 429) {
    const seconds = Number(response.headers.get('Retry-After')) || 0;
    const retryAfter = Math.min(seconds * 1000, longestRetryAfter);
    throw Object.assign(new Error(`the host answered ${status}`), { retryAfter });
  }
  const { message } = await response.json().catch(() => ({}));
  throw new JobProgressError(status, message ?? `the host answered ${status}`);
}

// The events of a stream of bytes, { type, id, data } each, until it ends or breaks. `onBytes` hears of every sign of life,
// comments too.
export async function* readEvents(body, onBytes = () => {}) {
  let type = '';
  let id = '';
  let data = [];
  for await (const line of readLines(body, onBytes)) {
    const [, field, value] = line.match(/^([^:]*)(?:: ?)?(.*)$/s);
    if (line === '') {
      if (data.length > 0) yield { type: type || 'message', id, data: data.join('\n') };
      type = '';
      data = [];
    } else if (field === 'event') {
      type = value;
    } else if (field === 'data') {
      data.push(value);
    } else if (field === 'id') {
      id = value;
    }
  }
}

// Lines end in CR LF, LF or CR, and either may be the last that has come so far.
async function* readLines(body, onBytes) {
  const decoder = new TextDecoder();
  let rest = '';
  let endedInReturn = false;
  for await (const chunk of readChunks(body)) {
    onBytes();
    let text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    if (endedInReturn && text.startsWith('\n')) text = text.slice(1);
    endedInReturn = text.endsWith('\r');

    const lines = (rest + text).split(/\r\n|\n|\r/);
    rest = lines.pop();
    yield* lines;
  }
}

async function* readChunks(body) {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => ({ done: true }));
      if (done) return;
      yield value;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

// Doubles with each failure, and differs from page to page, so that they do not all come back at once.
function backOff(failures) {
  return Math.min(longestBackOff, 1000 * 2 ** failures) * (0.5 + Math.random() / 2);
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener('abort', wake);
    if (signal?.aborted) wake();
  });
}
