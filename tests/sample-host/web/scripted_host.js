// A host that shows what a test wants to see: it serves the dashboard from its sources, and answers the routes that the
// dashboard uses from plain data. The test sets what there is, and what goes wrong.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const web = new URL('../../../sample-host/web/', import.meta.url);
const contentTypes = { html: 'text/html', css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' };
const token = 'let-me-in';

export class ScriptedHost {
  user = { userID: 1, name: 'ana', isAdmin: false };
  clients = [];
  storedSyncs = [];
  runs = []; // each as the progress routes show it, with `metadata` and `allFailures` besides
  requests = []; // "METHOD path?query accept", in order
  lastHeaders = {};
  isSignedIn = true;
  isAway = false; // cuts every connection
  refusesStreams = false;
  refusal = undefined; // { status, message, headers } of every route
  startRefusal = undefined; // the same, of starting a sync
  endAtOnce = undefined; // what is different of a run that is over before any stream has shown it
  hasPlugin = true;
  envelops = false;
  unchanged = 0; // answers of 304
  #server = createServer((request, response) => this.#answer(request, response));
  #streams = new Map(); // what each of them shows

  // Resolves with its URL.
  async listen(undo) {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    undo.push(async () => {
      this.#server.close();
      this.#server.closeAllConnections();
    });
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  get openStreams() {
    return this.#streams.size;
  }

  // Takes the state of a run, new or known, and shows it to whoever streams.
  show(run) {
    const known = this.runs.findIndex((each) => each.id === run.id);
    if (known >= 0) this.runs[known] = run;
    else this.runs.push(run);
    for (const [stream, state] of this.#streams) {
      const shown = state();
      // A list shows a run's end once.
      const isGone = Array.isArray(shown) && !shown.includes(run);
      sendEvent(stream, isGone ? [...shown, run] : shown);
    }
  }

  cutStreams() {
    for (const stream of this.#streams.keys()) stream.destroy();
  }

  async #answer(request, response) {
    const { pathname, searchParams } = new URL(request.url, 'http://host');
    this.requests.push(`${request.method} ${request.url} ${request.headers.accept}`);
    this.lastHeaders = request.headers;
    if (this.isAway) return request.destroy();
    if (!pathname.startsWith('/api/v1/')) return serveFile(pathname, response);

    const path = pathname.slice('/api/v1'.length);
    const body = await bodyOf(request);
    if (this.refusal) return refuse(response, this.refusal.status, this.refusal.message, this.refusal.headers);
    if (path === '/auth/session') return this.#answerSession(request.method, body, response);
    if (!this.isSignedIn) return refuse(response, 401, 'sign in, or send a bearer token');
    if (path === '/jobs/active' && this.hasPlugin) return this.#answerProgress(request, response, () => active(this.runs));

    const id = Number(path.split('/')[3]);
    const run = this.runs.find((each) => each.id === id);
    if (path.startsWith('/jobs/runs/') && !run) return refuse(response, 404, `there is no run ${id}`);
    switch (`${request.method} ${path}`) {
      case 'GET /clients': return send(response, 200, this.clients);
      case 'GET /jobs/media-sync': return send(response, 200, this.storedSyncs);
      case 'GET /jobs/runs': return send(response, 200, pageOf(this.runs, searchParams));
      case `GET /jobs/runs/${run?.id}/progress`: return this.#answerRun(run, request, response, searchParams);
      case `DELETE /jobs/runs/${run?.id}`: return send(response, 202, { runID: run.id, cancelRequested: true });
      case 'POST /jobs/media-sync/run':
      case 'POST /jobs/full-sync': return this.#start(body, response);
      case 'POST /jobs/media-sync': return send(response, 201, this.#store(body));
      case `PATCH /jobs/media-sync/${id}`: return send(response, 200, Object.assign(this.storedSyncs[id - 1], body));
      default: return refuse(response, 404, `there is nothing at ${path}`);
    }
  }

  #answerSession(method, body, response) {
    if (method === 'POST' && body.token !== token) return refuse(response, 401, 'this token is not valid');
    if (method !== 'GET') this.isSignedIn = method === 'POST';
    if (this.isSignedIn) return send(response, 200, this.user);
    response.writeHead(204).end();
  }

  #run(id) {
    return this.runs.find((each) => each.id === id);
  }

  #answerProgress(request, response, state) {
    if (request.headers.accept !== 'text/event-stream') return this.#sendTagged(request, response, state());
    if (this.refusesStreams) return refuse(response, 503, 'too many streams are open');

    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    this.#streams.set(response, state);
    response.on('close', () => this.#streams.delete(response));
    if (request.headers['last-event-id'] === tagOf(state())) response.write(': here\n\n');
    else sendEvent(response, state());
  }

  #sendTagged(request, response, state) {
    const tag = tagOf(state);
    if (request.headers['if-none-match'] === tag) {
      ++this.unchanged;
      return response.writeHead(304, { ETag: tag }).end();
    }
    send(response, 200, this.envelops ? { success: true, message: 'here it is', data: state } : state, { ETag: tag });
  }

  #answerRun(run, request, response, query) {
    if (query.get('failures') !== 'all') return this.#answerProgress(request, response, () => this.#run(run.id));
    const failures = run.allFailures.slice(Number(query.get('after')));
    send(response, 200, { ...run, progressData: { ...run.progressData, failures } });
  }

  #start({ clientID, syncType = 'full' }, response) {
    if (this.startRefusal) return refuse(response, this.startRefusal.status, this.startRefusal.message);
    const id = 1 + Math.max(0, ...this.runs.map((each) => each.id));
    send(response, 202, { runID: id, existing: false });
    const run = someRun({ id, progress: 0, metadata: { syncType, clientIDs: [clientID] } });
    if (this.endAtOnce) this.runs.push({ ...run, ...this.endAtOnce });
    else this.show(run);
  }

  #store(body) {
    const stored = { id: this.storedSyncs.length + 1, enabled: true, lastSyncTime: null, ...body };
    this.storedSyncs.push(stored);
    return stored;
  }
}

// A media sync on its way, and what a test wants to be different.
export function someRun(different = {}) {
  return {
    id: 1, jobName: 'system.media.sync', jobType: 'sync', status: 'running', progress: 63, totalItems: 1200,
    processedItems: 738, remainingItems: 462, statusMessage: 'Processing item 738 of 1200', progressData: someSync(),
    startTime: '2026-01-02T03:04:05.678Z', endTime: null, userID: 1, errorMessage: '', mediaSyncJobID: null,
    createdAt: '2026-01-02T03:04:05.678Z', updatedAt: '2026-01-02T03:04:18.078Z', elapsedSeconds: 12.4, itemsPerSecond: 59.5,
    etaSeconds: 7.8, liveness: 'ok', revision: 17, metadata: { syncType: 'movies', clientIDs: [1] }, allFailures: [],
    ...different,
  };
}

export function someSync(different = {}) {
  return {
    phase: 'processing', attempt: 1, totalIsEstimate: false,
    steps: [{ name: 'movies', status: 'running', processed: 738, total: 1200 }],
    counts: { created: 700, updated: 20, unchanged: 18, failed: 0 }, failures: [], ...different,
  };
}

export function someClient(id, type, name) {
  return {
    id, userID: 1, category: 'media', type, name, isEnabled: true,
    config: { details: { core: { type, name, baseURL: `http://${type}.example:8096` } } },
  };
}

function active(runs) {
  return runs.filter(({ status }) => status === 'pending' || status === 'running').sort((a, b) => b.id - a.id);
}

function pageOf(runs, query) {
  const before = Number(query.get('before') ?? Infinity);
  return runs.filter(({ id }) => id < before).sort((a, b) => b.id - a.id).slice(0, Number(query.get('limit')));
}

function tagOf(state) {
  const text = JSON.stringify(state);
  return `W/"${text.length}-${[...text].reduce((hash, each) => (hash * 31 + each.codePointAt(0)) >>> 0, 7)}"`;
}

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? {} : JSON.parse(text);
}

function send(response, status, content, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(content));
}

function sendEvent(stream, state) {
  stream.write(`event: progress\nid: ${tagOf(state)}\ndata: ${JSON.stringify(state)}\n\n`);
}

function refuse(response, status, message, headers) {
  send(response, status, { type: 'REFUSED', message, statusCode: status }, headers);
}

async function serveFile(pathname, response) {
  const name = pathname === '/' ? 'index.html' : pathname.slice(1);
  const content = await readFile(new URL(name, web)).catch(() => undefined);
  if (!content) return refuse(response, 404, `there is nothing at ${pathname}`);
  response.writeHead(200, { 'Content-Type': contentTypes[name.split('.').pop()] }).end(content);
}
