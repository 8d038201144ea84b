// npm run train:smoke: a trivial training on two threads that must give a model that loads; prints what it took.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadDqnModel } from '../dist/policy/index.js';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = join(mkdtempSync(join(tmpdir(), 'trimtab-smoke-')), 'model');
const words = ['train', '--spec', path('train-smoke.yaml'), '--out', folder, '--jobs', '2'];
const { status } = spawnSync(process.execPath, [path('../dist/main.js'), ...words], { stdio: 'inherit' });
if (status === 0) {
  const { manifest } = await loadDqnModel(folder);
  console.log(`loads: weights ${manifest.weights.sha256}`);
}
rmSync(join(folder, '..'), { recursive: true, force: true });
process.exitCode = status ?? 1;
