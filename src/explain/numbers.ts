// Numbers as an explanation says them: three digits, a sign where it is a difference.

/** Three significant digits, without an exponent: less than a millionth is nothing. */
export function plainNumber(value: number): string {
  const rounded = Math.abs(value) < 1e-6 ? 0 : Number(value.toPrecision(3));
  return Math.abs(rounded) >= 1000 ? String(Math.round(value)) : String(rounded);
}

export function signedNumber(value: number): string {
  const text = plainNumber(Math.abs(value));
  if (Number(text) === 0) return '0';
  return value < 0 ? `−${text}` : `+${text}`;
}

export function percentOf(share: number): string {
  return `${Math.round(100 * share)} %`;
}
