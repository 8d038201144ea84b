// Looks up a name in a record by what the record itself has: a bolt may be called `constructor`.

/** undefined for a name that nobody has set, be it one that every object has. */
export function own<T>(record: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}
