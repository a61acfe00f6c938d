// What of a run's way is worth saying aloud: its beginning, each quarter, its end. Pure.
import { counted } from './format.js';
import { hasEnded } from './job-progress.js';

const past = 5;

export class Milestones {
  #quarters = new Map(); // by run; `past` once it has ended

  // What to say about a state of a run; '' if nothing.
  next(run, title) {
    const before = this.#quarters.get(run.id);
    const quarter = hasEnded(run) ? past : Math.floor(run.progress / 25);
    this.#quarters.set(run.id, quarter);
    if (quarter === past) return before === past ? '' : ending(run, title);
    if (before === undefined) return quarter === 0 ? `${title} has started` : '';
    return quarter > before ? `${title}: ${run.progress} %` : '';
  }
}

function ending(run, title) {
  switch (run.status) {
    case 'completed':
      return `${title} has completed: ${counted(run.processedItems ?? 0, 'item', 'items')}`;
    case 'failed':
      return `${title} has failed: ${run.errorMessage}`;
    default:
      return `${title} was cancelled`;
  }
}
