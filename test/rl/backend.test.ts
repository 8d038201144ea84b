// Which backend computes, and why; and that installing Trimtab never downloads or compiles the native one.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openBackend } from '../../src/rl/index.js';
import { nativeInstalled, small } from './helpers.js';

const large = { inputs: 60, hidden: [256, 256], parts: 5 };

test('a small network is for WebAssembly, on one thread', async () => {
  const { name, reason, tf } = await openBackend({ prefer: 'auto', shape: small, rows: 192 });
  expect([name, tf.getBackend()]).toEqual(['wasm', 'wasm']);
  expect(reason).toBe('0.071 million multiplications a pass are few enough for it');
  const { getThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  expect(getThreadsCount()).toBe(1);
});

test.skipIf(!nativeInstalled)('a large one is for native TensorFlow, where it is installed', async () => {
  const { name, reason, tf } = await openBackend({ prefer: 'auto', shape: large, rows: 4032 });
  expect([name, tf.getBackend()]).toEqual(['native', 'tensorflow']);
  expect(reason).toMatch(/million multiplications a pass are worth native TensorFlow/);
});

test('where native TensorFlow is not installed, WebAssembly steps in and says so', async () => {
  const loadNative = (): string => "Cannot find module '@tensorflow/tfjs-node'";
  const wish = { shape: large, rows: 4032, loadNative };
  const { name, reason } = await openBackend({ prefer: 'auto', ...wish });
  expect(name).toBe('wasm');
  expect(reason).toMatch(/^native TensorFlow is not installed \(Cannot find module/);
  await expect(openBackend({ prefer: 'native', ...wish })).rejects.toMatchObject({
    code: 'TRIMTAB_E_BACKEND',
    next: expect.stringContaining('npm run native'),
  });
});

test('CI has the native backend: none of its tests is left out there', () => {
  expect(nativeInstalled || process.env['CI'] !== 'true').toBe(true);
});

test('the lock file hides the install script of tfjs-node from npm 10 (node scripts/complete-lock.mjs)', () => {
  const lock = JSON.parse(readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'));
  const entry = lock.packages['node_modules/@tensorflow/tfjs-node'];
  expect(entry).toMatchObject({ optional: true, gypfile: false });
  expect(entry).not.toHaveProperty('hasInstallScript');
});
