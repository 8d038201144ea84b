// npm run package [-- FOLDER]: one tarball with all that Trimtab needs to run, so that npm installs it on a master without a network.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = resolve(process.argv[2] ?? '.');
const stage = mkdtempSync(join(tmpdir(), 'trimtab-pack-'));

try {
  stageFiles();
  stagePackages();
  mkdirSync(folder, { recursive: true });
  const packed = npm(stage, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder);
  const [{ filename, size, bundled, entryCount }] = JSON.parse(packed);
  const mib = (size / 2 ** 20).toFixed(1);
  console.log(`${join(folder, filename)}: ${mib} MiB, ${entryCount} files, ${bundled.length} packages in it`);
} finally {
  rmSync(stage, { recursive: true, force: true });
}

/** What is published, and the same manifest but for what a master neither has nor needs: npm would ask the registry for it. */
function stageFiles() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const {
    devDependencies: _,
    optionalDependencies: __,
    scripts: ___,
    allowScripts: ____,
    ...kept
  } = manifest;
  const bundleDependencies = Object.keys(manifest.dependencies);
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify({ ...kept, bundleDependencies }, null, 2)}\n`);
  for (const name of [...manifest.files, 'README.md', 'LICENSE'])
    if (existsSync(join(root, name)))
      cpSync(join(root, name), join(stage, name), { recursive: true, filter: (from) => !isLeftOver(from) });
}

/** In a checkout that has been in use dist still has what was built of sources that are gone. */
function isLeftOver(path) {
  const [top, ...rest] = relative(root, path).split('/');
  const built = /^(.*?)(\.d\.ts|\.js|\.js\.map)$/.exec(rest.join('/'));
  return top === 'dist' && built !== null && !existsSync(join(root, 'src', `${built[1]}.ts`));
}

/** Dependencies as the lock file has them, and theirs. */
function stagePackages() {
  const listed = npm(root, 'ls', '--omit=dev', '--omit=optional', '--all', '--parseable');
  for (const path of listed.trim().split('\n').slice(1)) {
    const name = relative(root, path);
    // What lies within another package comes with that one's own entry.
    cpSync(path, join(stage, name), {
      recursive: true,
      filter: (from) => !relative(path, from).split('/').includes('node_modules'),
    });
  }
}

function npm(cwd, ...words) {
  return execFileSync('npm', words, { cwd, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
}
