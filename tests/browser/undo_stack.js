// What a test has started, to be stopped in the reverse order, however the test ended.
export class UndoStack {
  #steps = [];

  push(step) {
    this.#steps.push(step);
  }

  // Takes every step, also after one that failed; then throws what the first of those threw.
  async unwind() {
    const failures = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
