// Keeps the secret of a header out of what is quoted from an answer: some servers repeat the header that they refuse.

/** Shorter words are no secrets, and stand in answers anyway. */
const shortestSecret = 6;

/** @param value of the header, such as "Bearer TOKEN"; both it and its words are hidden */
export function masker(value: string | undefined): (text: string) => string {
  const secrets = [value ?? '', ...(value ?? '').split(/\s+/).slice(1)]
    .filter((one) => one.length >= shortestSecret)
    .flatMap((one) => [one, JSON.stringify(one).slice(1, -1)]);
  return (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
