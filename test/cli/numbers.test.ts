// How numbers are shown in tables and on pages.
import { expect, it } from 'vitest';
import { fixed, plain, signed } from '../../src/cli/shared/numbers.js';
import { plainNumber } from '../../src/explain/index.js';
import { counted } from '../../src/util/index.js';

it('have a true minus sign, and none before zero', () => {
  expect([fixed(-1.6, 2), fixed(-0.001, 2), signed(0.5), plain(-1.6), plain(-1e-7)]).toEqual([
    '−1.60',
    '0.00',
    '+0.500',
    '−1.6',
    '−1e−7',
  ]);
});

it('of explanations have no exponent: what rounding leaves of nothing is nothing', () => {
  const told = [5.55e-17, -4e-17, 0.000_002, 0.012_34, 999.7, 1234.4].map(plainNumber);
  expect(told).toEqual(['0', '0', '0.000002', '0.0123', '1000', '1234']);
});

it('go with their noun', () => {
  expect([counted(1, 'run'), counted(2, 'run'), counted(0, 'run')]).toEqual(['1 run', '2 runs', '0 runs']);
});
