// A run that is under way, and its end for as long as that is news: a view for KeyedList, whose item is { run, title }.
import { KeyedList, instance, setBar, setOptionalText, setText } from './dom.js';
import { count, joined, numbersText, progressText, statusName, warningText } from './format.js';
import { hasEnded } from './job-progress.js';
import { Outcome } from './outcome.js';

export class RunCard {
  element;
  #parts;
  #steps;
  #outcome;
  #clientName;
  #run;
  #isCancelling = false;

  // `actions` has cancel(run), which resolves with whether the run will be cancelled, dismiss(run), and
  // loadFailures(run, after) as Outcome wants it.
  constructor({ run }, actions, clientName) {
    const { element, parts } = instance('run-card');
    this.element = element;
    this.#parts = parts;
    this.#clientName = clientName;
    this.#steps = new KeyedList(parts.steps, createStep);
    this.#outcome = new Outcome(parts.outcome, (after) => actions.loadFailures(run, after));

    parts.title.id = `run-${run.id}`;
    parts.bar.setAttribute('aria-labelledby', parts.title.id);
    parts.action.addEventListener('click', () => {
      if (hasEnded(this.#run)) actions.dismiss(this.#run);
      else this.#cancel(actions);
    });
  }

  // True while somebody points at the card or is in it with the keyboard.
  get isInUse() {
    return this.element.matches(':hover') || this.element.contains(document.activeElement);
  }

  update({ run, title }) {
    this.#run = run;
    const parts = this.#parts;
    const { status, progress, progressData } = run;
    this.element.dataset.status = run.liveness === 'stalled' || run.liveness === 'lost' ? run.liveness : status;
    setText(parts.title, title);
    setText(parts.percent, `${progress} %`);
    setText(parts.numbers, numbersText(run));
    setOptionalText(parts.warning, hasEnded(run) ? '' : warningText(run));
    setOptionalText(parts.problem, run.errorMessage);

    setBar(parts.bar, progress);
    parts.bar.setAttribute('aria-valuenow', progress);
    parts.bar.setAttribute('aria-valuetext', joined([`${progress} %`, progressText(run), statusName(status)]));

    const steps = progressData?.steps ?? [];
    this.#steps.update(steps.map((step) => this.#named(step)));
    parts.steps.hidden = steps.length < 2; // one step is the whole
    this.#outcome.update(run);
    this.#showAction(title);
  }

  // Where several servers are synced, a step is of one of them.
  #named(step) {
    const client = step.clientID === undefined ? '' : this.#clientName(step.clientID);
    return { ...step, id: `${step.clientID} ${step.name}`, label: joined([client, step.name]) };
  }

  async #cancel(actions) {
    if (this.#isCancelling) return;
    this.#isCancelling = true;
    this.#showAction(this.#parts.title.textContent);
    this.#isCancelling = await actions.cancel(this.#run);
    this.#showAction(this.#parts.title.textContent);
  }

  // The button stays the same node: whoever has just pressed it keeps the focus.
  #showAction(title) {
    const { action } = this.#parts;
    const isBusy = this.#isCancelling && !hasEnded(this.#run);
    const word = hasEnded(this.#run) ? 'Dismiss' : isBusy ? 'Cancelling…' : 'Cancel';
    setText(action, word);
    action.setAttribute('aria-label', `${word} ${title}`);
    action.setAttribute('aria-disabled', isBusy);
  }
}

function createStep() {
  const { element, parts } = instance('step');
  return {
    element,
    update({ label, status, processed, total }) {
      element.dataset.status = status;
      setText(parts.name, label);
      setText(parts.count, total === null ? count(processed) : `${count(processed)} / ${count(total)}`);
      setBar(parts.bar, total ? (100 * processed) / total : status === 'completed' ? 100 : 0);
    },
  };
}
