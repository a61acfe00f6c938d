// Follows the active runs. A page that is looked at has one stream, for a browser grants a host six connections over all its
// tabs; a page that has been hidden for a while gives it back and polls now and then, which is enough for its title.
import { watchActiveJobs } from './job-progress.js';

const hiddenMilliseconds = 60_000;
const hiddenInterval = 15_000;

export class Live {
  #events;
  #following;
  #timer;

  // `events` has onRuns(runs), onConnection(connection) and onRefused(problem).
  constructor(events) {
    this.#events = events;
    document.addEventListener('visibilitychange', () => this.#look());
  }

  start() {
    this.#follow({});
    this.#look();
  }

  #look() {
    clearTimeout(this.#timer);
    if (!this.#following) return;
    if (document.hidden) {
      this.#timer = setTimeout(() => this.#follow({ stream: false, interval: hiddenInterval }), hiddenMilliseconds);
    } else if (this.#following.isResting) {
      this.#follow({});
    }
  }

  #follow(options) {
    this.#following?.abort();
    const following = Object.assign(new AbortController(), { isResting: options.stream === false });
    this.#following = following;
    const { onRuns, onConnection, onRefused } = this.#events;
    watchActiveJobs(onRuns, { ...options, onConnection, signal: following.signal }).catch((problem) => {
      if (this.#following === following) this.#following = undefined;
      onRefused(problem);
    });
  }
}
