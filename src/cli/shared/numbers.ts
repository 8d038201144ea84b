// Numbers as tables and pages show them, with a true minus sign.
import { plainNumber } from '../../explain/index.js';

/** With a true minus sign, and none before zero. */
export function fixed(value: number, digits = 3): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

export function signed(value: number, digits = 3): string {
  const text = fixed(value, digits);
  return value > 0 && !/^0(?:\.0*)?$/.test(text) ? `+${text}` : text;
}

/** Three significant digits. */
export function plain(value: number): string {
  return String(Number(value.toPrecision(3))).replaceAll('-', '−');
}

/** As explanations say numbers: three significant digits without an exponent. */
export function said(value: number): string {
  const text = plainNumber(Math.abs(value));
  return value < 0 && text !== '0' ? `−${text}` : text;
}
