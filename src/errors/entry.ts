// What the catalogue says of an error.

export interface ErrorEntry {
  /** Exit code of the process: 1 failed, 2 usage or configuration, 3 cluster, 4 vetoed by a guard, 5 journal damaged, 130 interrupted. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 130;
  readonly meaning: string;
  /** What to do, when the place that raises the error has nothing more exact to say. */
  readonly next: string;
}
