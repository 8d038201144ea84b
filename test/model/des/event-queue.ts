// A binary heap of what is to happen, earliest first.

export interface Timed {
  readonly at: number;
}

export class EventQueue<Event extends Timed> {
  private readonly heap: Event[] = [];

  get size(): number {
    return this.heap.length;
  }

  first(): Event | undefined {
    return this.heap[0];
  }

  put(event: Event): void {
    const { heap } = this;
    let i = heap.length;
    heap.push(event);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const above = heap[up] as Event;
      if (above.at <= event.at) break;
      heap[i] = above;
      i = up;
    }
    heap[i] = event;
  }

  take(): Event | undefined {
    const { heap } = this;
    const earliest = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return earliest;
    const { length } = heap;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= length) break;
      if (down + 1 < length && (heap[down + 1] as Event).at < (heap[down] as Event).at) down += 1;
      const below = heap[down] as Event;
      if (below.at >= last.at) break;
      heap[i] = below;
      i = down;
    }
    heap[i] = last;
    return earliest;
  }
}
