// How numbers are shown in tables and on pages.
import { expect, it } from 'vitest';
import { fixed, plain, signed } from '../../src/cli/shared/numbers.js';
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

it('go with their noun', () => {
  expect([counted(1, 'run'), counted(2, 'run'), counted(0, 'run')]).toEqual(['1 run', '2 runs', '0 runs']);
});
