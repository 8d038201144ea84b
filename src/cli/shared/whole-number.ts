// A whole number on the command line, within bounds.
import { InvalidArgumentError } from 'commander';

/** For commander: @throws InvalidArgumentError with what is expected */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
  };
}
