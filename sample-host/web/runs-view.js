// The runs that are under way. A run that has ended stays for a moment, so that its end can be seen, and then is to be
// found in the history.
import { KeyedList, byId } from './dom.js';
import { hasEnded, pollJobProgress } from './job-progress.js';
import { RunCard } from './run-card.js';

const lingerMilliseconds = 10_000;

export class RunsView {
  #api;
  #titles;
  #onEnd;
  #cards;
  #runs = new Map();
  #expected = new Map(); // by run, an AbortController each
  #lookedUp = new Set();
  #forgotten = new Set();
  #timers = new Map();

  // `onEnd(run)` hears of every run that has ended while it was watched.
  constructor(api, titles, notices, onEnd) {
    this.#api = api;
    this.#titles = titles;
    this.#onEnd = onEnd;
    const actions = {
      cancel: (run) => notices.attempt(() => api.cancelRun(run.id)),
      dismiss: (run) => this.#dismiss(run),
      loadFailures: (run, after) => api.failures(run.id, after),
    };
    this.#cards = new KeyedList(byId('runs'), (item) => new RunCard(item, actions, titles.clientName));
  }

  // Newest first.
  get runs() {
    return [...this.#runs.values()].sort((a, b) => b.id - a.id);
  }

  get activeRuns() {
    return this.runs.filter((run) => !hasEnded(run));
  }

  // Takes the list as the host has it: a run that is missing has ended unseen, or is one too many for the list.
  update(runs) {
    const listed = new Set(runs.map((run) => run.id));
    for (const run of this.activeRuns) if (!listed.has(run.id)) this.#lookUp(run);
    for (const run of runs) {
      this.#expected.get(run.id)?.abort();
      this.#take(run);
    }
    this.render();
  }

  // A run that this page has started: a short one may be over before any list has it.
  async expect(id) {
    if (this.#runs.has(id) || this.#expected.has(id)) return;
    const isListed = new AbortController();
    this.#expected.set(id, isListed);
    const run = await pollJobProgress(id, () => {}, { signal: isListed.signal }).catch(() => undefined);
    this.#expected.delete(id);
    if (!run) return;
    this.#take(run);
    this.render();
  }

  render() {
    this.#cards.update(this.runs.map((run) => ({ run, title: this.#titles.of(run) })), ({ run }) => run.id);
    byId('no-runs').hidden = this.#runs.size > 0;
  }

  #take(run) {
    const before = this.#runs.get(run.id);
    if (this.#forgotten.has(run.id) || (before && hasEnded(before))) return;
    this.#runs.set(run.id, run);
    if (!hasEnded(run)) return;

    this.#linger(run);
    this.#onEnd(run);
  }

  async #lookUp({ id }) {
    if (this.#lookedUp.has(id)) return;
    this.#lookedUp.add(id);
    const run = await this.#api.run(id).catch(() => undefined);
    this.#lookedUp.delete(id);
    if (!run || !this.#runs.has(id)) return; // the next list asks again
    if (hasEnded(run)) this.#take(run);
    else this.#runs.delete(id);
    this.render();
  }

  #linger({ id }) {
    const leave = () => {
      if (this.#cards.get(id)?.isInUse) return this.#linger({ id });
      this.#forget(id);
    };
    this.#timers.set(id, setTimeout(leave, lingerMilliseconds));
  }

  #dismiss({ id }) {
    const { element } = this.#cards.get(id);
    const neighbour = (element.nextElementSibling ?? element.previousElementSibling)?.querySelector('button');
    this.#forget(id);
    (neighbour ?? byId('running-heading')).focus();
  }

  #forget(id) {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#runs.delete(id);
    this.#forgotten.add(id);
    this.render();
  }
}
