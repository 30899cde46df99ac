// Something the person at the page should read: what happened, and what to do next.

export class Problem extends Error {
  constructor(title, next) {
    super(title);
    this.title = title;
    this.next = next;
  }
}
