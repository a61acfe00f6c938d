// What became of a run's items: how many were new, changed, unchanged, and which failed and why. The list of those that
// failed is asked for when somebody unfolds it, and again when it has grown.
import { KeyedList, instance, make, setOptionalText, setText } from './dom.js';
import { count, failuresText } from './format.js';
import { hasEnded } from './job-progress.js';

const mostStored = 1000;
const names = { created: 'New', updated: 'Updated', unchanged: 'Unchanged', failed: 'Failed' };

export class Outcome {
  #parts;
  #loadFailures;
  #counts;
  #failures;
  #listed = [];
  #announced = 0; // how many there are to list
  #asked; //         how many there were when they were last asked for
  #isLoading = false;

  // `loadFailures(after)` resolves with the failures from the `after`th on.
  constructor(place, loadFailures) {
    const { element, parts } = instance('outcome');
    this.#parts = parts;
    this.#loadFailures = loadFailures;
    this.#counts = new KeyedList(parts.counts, ([name]) => createCount(name));
    this.#failures = new KeyedList(parts['failure-list'], createFailure);
    parts.failures.addEventListener('toggle', () => this.#load());
    place.append(element);
  }

  // Only a media sync has counts and failures.
  update(run) {
    const data = run.progressData;
    const counts = data?.counts;
    // Nothing came of a run that ended before its first item, but of one that goes on something may.
    this.#parts.counts.hidden = !counts || (hasEnded(run) && Object.values(counts).every((each) => each === 0));
    this.#parts.failures.hidden = true;
    if (!counts) return;

    this.#counts.update(Object.keys(names).map((name) => [name, counts[name]]), ([name]) => name);
    setOptionalText(this.#parts['failures-label'], failuresText(data));
    this.#parts.failures.hidden = this.#parts['failures-label'].hidden;
    this.#announced = Math.min(Math.max(counts.failed, data.failures.length), mostStored);
    if (this.#listed.length < data.failures.length) this.#show(data.failures);
    this.#load();
  }

  async #load() {
    const isKnown = this.#asked === this.#announced || this.#listed.length >= this.#announced;
    if (!this.#parts.failures.open || this.#isLoading || isKnown) return;

    this.#isLoading = true;
    this.#asked = this.#announced;
    try {
      this.#show([...this.#listed, ...await this.#loadFailures(this.#listed.length)]);
    } catch {
      this.#asked = undefined; // what is shown stays, and the next state of the run asks again
    } finally {
      this.#isLoading = false;
    }
  }

  #show(failures) {
    this.#listed = failures;
    this.#failures.update(failures.map((failure, index) => ({ ...failure, id: index })));
  }
}

function createCount(name) {
  const element = make('div', `count ${name}`);
  const value = make('dd');
  element.append(make('dt', '', names[name]), value);
  return {
    element,
    update([, number]) {
      element.classList.toggle('none', number === 0);
      setText(value, count(number));
    },
  };
}

function createFailure() {
  const element = make('li');
  const title = make('b');
  const error = make('span');
  element.append(title, ': ', error);
  return {
    element,
    update(failure) {
      setText(title, failure.title || failure.itemID);
      setText(error, failure.error);
    },
  };
}
