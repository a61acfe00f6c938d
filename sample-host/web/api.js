// The host's own routes. Progress is followed with job-progress.js instead.

const base = '/api/v1';
const session = '/auth/session';

// `status` is 0 if the host did not answer at all.
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
  }
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export class HostApi {
  #onSignedOut;

  // `onSignedOut` is called when the host does not know this browser any more.
  constructor(onSignedOut) {
    this.#onSignedOut = onSignedOut;
  }

  // Resolves with { userID, name, isAdmin }, or undefined.
  whoIsSignedIn() {
    return this.#ask('GET', session);
  }

  signIn(token) {
    return this.#ask('POST', session, { token });
  }

  signOut() {
    return this.#ask('DELETE', session);
  }

  clients() {
    return this.#ask('GET', '/clients');
  }

  addClient(client) {
    return this.#ask('POST', '/clients', client);
  }

  storedSyncs() {
    return this.#ask('GET', '/jobs/media-sync');
  }

  storeSync(clientID, syncType, frequency) {
    return this.#ask('POST', '/jobs/media-sync', { clientID, syncType, frequency });
  }

  changeStoredSync(id, change) {
    return this.#ask('PATCH', `/jobs/media-sync/${id}`, change);
  }

  // Without a client, everything that all of them have.
  startSync(clientID, syncType) {
    if (syncType !== 'full') return this.#ask('POST', '/jobs/media-sync/run', { clientID, syncType });
    return this.#ask('POST', '/jobs/full-sync', clientID === undefined ? {} : { clientID });
  }

  cancelRun(id) {
    return this.#ask('DELETE', `/jobs/runs/${id}`);
  }

  // Runs as they are stored, newest first; with `before` only those with a smaller id.
  runs(limit, before) {
    return this.#ask('GET', `/jobs/runs?limit=${limit}${before === undefined ? '' : `&before=${before}`}`);
  }

  run(id) {
    return this.#ask('GET', `/jobs/runs/${id}/progress`);
  }

  // The items of a run that failed, from the `after`th on.
  async failures(id, after) {
    const run = await this.#ask('GET', `/jobs/runs/${id}/progress?failures=all&after=${after}`);
    return run.progressData.failures;
  }

  async #ask(method, path, content) {
    const response = await fetch(base + path, {
      method,
      headers: content && { 'Content-Type': 'application/json' },
      body: content && JSON.stringify(content),
    }).catch(() => {
      throw new Refusal(0, 'The host is away; try again in a moment');
    });
    if (response.status === 204) return undefined;

    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer.success === true ? answer.data : answer;
    if (response.status === 401 && path !== session) this.#onSignedOut();
    throw new Refusal(response.status, sentence(answer.message ?? `the host answered ${response.status}`));
  }
}
