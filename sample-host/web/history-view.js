// The runs that have ended, newest first, a page at a time. What became of a run's items is asked for when somebody unfolds
// it.
import { KeyedList, byId, instance, setOptionalText, setText } from './dom.js';
import { counted, durationText, joined, statusName, whenText } from './format.js';
import { hasEnded } from './job-progress.js';
import { Outcome } from './outcome.js';

const pageSize = 20;

export class HistoryView {
  #api;
  #titles;
  #notices;
  #rows;
  #runs = new Map(); // every stored run that is known, also those under way

  constructor(api, titles, notices) {
    this.#api = api;
    this.#titles = titles;
    this.#notices = notices;
    this.#rows = new KeyedList(byId('history'), (item) => new HistoryRow(item, api));
    byId('more-history').addEventListener('click', () => this.#showMore());
  }

  // Reads the newest page again; throws Refusal.
  async refresh() {
    const page = await this.#api.runs(pageSize);
    if (this.#runs.size === 0) byId('more-history').hidden = page.length < pageSize;
    this.#take(page);
  }

  render() {
    const ended = [...this.#runs.values()].filter(hasEnded).sort((a, b) => b.id - a.id);
    this.#rows.update(ended.map((run) => ({ run, title: this.#titles.of(run) })), ({ run }) => run.id);
    byId('no-history').hidden = ended.length > 0;
  }

  async #showMore() {
    const oldest = Math.min(...this.#runs.keys());
    await this.#notices.attempt(async () => {
      const page = await this.#api.runs(pageSize, oldest);
      this.#take(page);
      this.#notices.announce(`${counted(page.length, 'more run', 'more runs')}`);
      if (page.length < pageSize) this.#hideMore();
    });
  }

  // Whoever pressed it finds the focus where reading goes on.
  #hideMore() {
    byId('more-history').hidden = true;
    byId('history').lastElementChild?.querySelector('summary').focus();
  }

  #take(page) {
    this.#titles.learn(page);
    for (const run of page) this.#runs.set(run.id, run);
    this.render();
  }
}

class HistoryRow {
  element;
  #api;
  #parts;
  #outcome;

  constructor({ run }, api) {
    const { element, parts } = instance('history-row');
    this.element = element;
    this.#api = api;
    this.#parts = parts;
    this.#outcome = new Outcome(parts.outcome, (after) => api.failures(run.id, after));
    parts.details.addEventListener('toggle', () => this.#load(run.id), { once: true });
  }

  update({ run, title }) {
    const parts = this.#parts;
    this.element.dataset.status = run.status;
    setText(parts.status, statusName(run.status));
    setText(parts.title, title);
    const items = run.processedItems === null ? '' : counted(run.processedItems, 'item', 'items');
    setText(parts.size, joined([items, durationText(run)]));
    setOptionalText(parts.problem, run.errorMessage);
    if (run.startTime) {
      parts.time.dateTime = run.startTime;
      setText(parts.time, whenText(run.startTime));
    }
  }

  async #load(id) {
    const run = await this.#api.run(id).catch(() => undefined);
    if (!run) return setText(this.#parts.message, 'More about this run cannot be had at the moment.');

    const attempt = run.progressData?.attempt ?? 1;
    setText(this.#parts.message, joined([
      `Run ${run.id}`, run.statusMessage, attempt > 1 ? `continued ${counted(attempt - 1, 'time', 'times')}` : '']));
    this.#outcome.update(run);
  }
}
