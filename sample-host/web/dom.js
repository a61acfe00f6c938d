// The page's nodes: made from the templates in index.html, and changed in place, so that focus and selection stay. Text
// comes from media servers and goes in as text only.

export function byId(id) {
  return document.getElementById(id);
}

// The element in a template, and its parts by the name in their data-part.
export function instance(templateId) {
  const element = byId(templateId).content.firstElementChild.cloneNode(true);
  const parts = {};
  for (const part of element.querySelectorAll('[data-part]')) parts[part.dataset.part] = part;
  return { element, parts };
}

export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// An element that is there only while it has something to say.
export function setOptionalText(element, text) {
  setText(element, text);
  element.hidden = text === '';
}

// Moves the fill of a bar; it lies left of the bar at 0 %.
export function setBar(bar, percent) {
  bar.firstElementChild.style.transform = `translateX(${percent - 100}%)`;
}

// The children of `list`, one for each item that it is given, in that order. A child stays the same node for as long as its
// key is among the items, and is moved only if the order of the others changes.
export class KeyedList {
  #list;
  #create;
  #views = new Map();

  // `create(item)` makes a view: { element, update(item) }.
  constructor(list, create) {
    this.#list = list;
    this.#create = create;
  }

  update(items, keyOf = (item) => item.id) {
    const wanted = new Set(items.map(keyOf));
    for (const [key, view] of this.#views) {
      if (wanted.has(key)) continue;
      view.element.remove();
      this.#views.delete(key);
    }

    let next = this.#list.firstElementChild;
    for (const item of items) {
      const view = this.#view(keyOf(item), item);
      view.update(item);
      if (view.element === next) next = next.nextElementSibling;
      else this.#list.insertBefore(view.element, next);
    }
  }

  get(key) {
    return this.#views.get(key);
  }

  #view(key, item) {
    if (!this.#views.has(key)) this.#views.set(key, this.#create(item));
    return this.#views.get(key);
  }
}
