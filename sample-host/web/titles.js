// What runs are called. The progress routes do not say which servers a run is about, the stored runs do: those are looked
// up once for each run.
import { runTitle } from './media-servers.js';

const pageSize = 100;

export class Titles {
  #api;
  #onLearned;
  #metadata = new Map();
  #clients = new Map();
  #isAsking = false;

  constructor(api, onLearned) {
    this.#api = api;
    this.#onLearned = onLearned;
  }

  clientName = (id) => this.#clients.get(id) ?? `server ${id}`;

  setClients(clients) {
    this.#clients = new Map(clients.map(({ id, name }) => [id, name]));
  }

  // Takes note of stored runs.
  learn(runs) {
    for (const { id, metadata } of runs) this.#metadata.set(id, metadata);
  }

  of(run) {
    if (!this.#metadata.has(run.id)) this.#lookUp(run.id);
    return runTitle({ jobName: run.jobName, metadata: this.#metadata.get(run.id) }, this.clientName);
  }

  // False while `of` can only tell what kind of job it is.
  knows(run) {
    return this.#metadata.has(run.id);
  }

  async #lookUp(id) {
    if (this.#isAsking) return; // whoever else is missing is asked about when this has been answered
    this.#isAsking = true;
    const page = await this.#api.runs(pageSize, id + 1).catch(() => undefined);
    this.#isAsking = false;
    if (!page) return; // the next state of the run asks again

    this.#metadata.set(id, null); // even if it is gone by now
    this.learn(page);
    this.#onLearned();
  }
}
