// What the Tracker fails with; the status and the wrapping are the server's.

export class TrackerFailure extends Error {}

/** The older generation says it in other words to those who ask for plans. */
export class NoSuchTopology extends TrackerFailure {
  constructor(named: readonly string[]) {
    super(`Topology not found for ${named.join(', ')}`);
  }
}
