// What a policy says where no configuration that it looked at is worth its change.

/** @param count configurations that were looked at */
export function bestAsItIsText(count: number): string {
  return count === 0
    ? 'there is no other configuration: nothing here may be turned, or all of it is at its limit'
    : `of ${count} configurations none is predicted to gain more than its change costs`;
}
