// Completes the optional native backend (tfjs-node): by its own download, or, where that is out of reach, from the TensorFlow wheel of pip.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const name = '@tensorflow/tfjs-node';
const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'trimtab-native');
/** The smallest wheel whose C interface stands alone in a library that a binding can be linked with. */
const wheel = {
  package: process.arch === 'arm64' ? 'tensorflow-cpu-aws' : 'tensorflow-cpu',
  version: '2.13.1',
  python: '3.11',
};
const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };

try {
  complete();
} catch (error) {
  console.error(`The native backend is not complete: ${error.message}`);
  console.error('Trimtab works without it, on WebAssembly.');
  process.exitCode = 1;
}

function complete() {
  if (works()) return console.log('The native backend works already.');
  if (moduleFolder() === null) {
    console.log(`Installing ${name} without its install script`);
    const what = `${name}@${optionalDependencies[name]}`;
    run(
      'npm',
      ['install', '--no-save', '--no-package-lock', '--ignore-scripts', '--include=optional', what],
      { cwd: root },
    );
  }
  const module = moduleFolder();
  if (module === null) throw new Error(`npm does not install ${name} on this system`);
  forNewNode(module);
  // What an earlier run has left in the cache is at hand; a download may take minutes to find that it cannot.
  if (existsSync(placesOf(module).binding) || !byOwnDownload(module)) byWheel(module);
  if (!works()) throw new Error('all parts are in place, but it does not load');
  console.log('The native backend works.');
}

/** In a process of its own: a binding that fails to load cannot be loaded again. */
function works() {
  const test = `const tf = require('${name}'); process.exit(tf.topk([1, 3, 2]).values.dataSync()[0] === 3 ? 0 : 1);`;
  try {
    execFileSync(process.execPath, ['-e', test], { cwd: root, stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
}

function moduleFolder() {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return null;
  }
}

/** Two functions of node:util that tfjs-node calls are gone from Node 23 on. */
function forNewNode(module) {
  for (const file of ['nodejs_kernel_backend.js', 'kernels/TopK.js']) {
    const path = join(module, 'dist', file);
    const text = readFileSync(path, 'utf8')
      .replaceAll('(0, util_1.isNullOrUndefined)(', '((value) => value == null)(')
      .replaceAll('(0, util_1.isArray)(', 'Array.isArray(');
    writeFileSync(path, text);
  }
}

/** The package's install script: downloads libtensorflow and the binding from where its makers keep them. */
function byOwnDownload(module) {
  console.log('Downloading as the install script of tfjs-node does');
  const bins = [join(module, 'node_modules/.bin'), join(root, 'node_modules/.bin')].join(delimiter);
  try {
    execFileSync(process.execPath, ['scripts/install.js'], {
      cwd: module,
      stdio: 'ignore',
      timeout: 600_000,
      env: { ...env, PATH: `${bins}${delimiter}${env.PATH}` },
    });
    return works();
  } catch {
    console.log('That is out of reach here');
    return false;
  }
}

/** libtensorflow and its headers out of the wheel, and the binding compiled against them; both kept in the cache. */
function byWheel(module) {
  if (process.platform !== 'linux') throw new Error('the way by the wheel exists for Linux (glibc) only');
  mkdirSync(cache, { recursive: true });
  const { library, binding } = placesOf(module);
  const work = mkdtempSync(join(cache, 'work-'));
  try {
    if (!existsSync(library)) unpackWheel(work, library);
    if (!existsSync(binding)) compile(module, library, work, binding);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  rmSync(join(module, 'deps'), { recursive: true, force: true });
  symlinkSync(library, join(module, 'deps'));
  mkdirSync(join(module, 'lib/napi-v8'), { recursive: true });
  copyFileSync(binding, join(module, 'lib/napi-v8/tfjs_binding.node'));
}

function placesOf(module) {
  const library = join(cache, `${wheel.package}-${wheel.version}`);
  const { version } = JSON.parse(readFileSync(join(module, 'package.json'), 'utf8'));
  return { library, binding: join(library, `tfjs_binding-${version}.node`) };
}

function unpackWheel(work, library) {
  console.log(`Downloading ${wheel.package} ${wheel.version} with pip (some 200 to 500 MB, once)`);
  const which = ['--python-version', wheel.python, '--only-binary=:all:', '--no-deps', '--dest', work];
  run('python3', ['-m', 'pip', 'download', '--quiet', ...which, `${wheel.package}==${wheel.version}`]);
  const unpack = [
    'import glob, sys, zipfile',
    'with zipfile.ZipFile(glob.glob(sys.argv[1] + "/*.whl")[0]) as wheel:',
    '    for name in wheel.namelist():',
    '        if name.startswith("tensorflow/libtensorflow") or name.startswith("tensorflow/include/") and name.endswith(".h"):',
    '            wheel.extract(name, sys.argv[1])',
  ].join('\n');
  run('python3', ['-c', unpack, work]);
  const parts = join(work, 'library');
  mkdirSync(join(parts, 'lib'), { recursive: true });
  cpSync(join(work, 'tensorflow/include/tensorflow'), join(parts, 'include/tensorflow'), { recursive: true });
  for (const part of ['cc', 'framework']) {
    const file = `libtensorflow_${part}.so.2`;
    renameSync(join(work, 'tensorflow', file), join(parts, 'lib', file));
  }
  // Another run may have been faster.
  if (!existsSync(library)) renameSync(parts, library);
}

/** Of Node the binding needs N-API alone, whose headers are a package; so no node-gyp. */
function compile(module, library, work, binding) {
  console.log('Compiling the binding');
  run('npm', ['install', '--silent', '--prefix', work, 'node-api-headers@1']);
  const output = join(work, 'tfjs_binding.node');
  const files = readdirSync(join(module, 'binding')).filter((file) => file.endsWith('.cc'));
  run(process.env.CXX ?? 'c++', [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-DNODE_GYP_MODULE_NAME=tfjs_binding'],
    ...[join(library, 'include'), join(work, 'node_modules/node-api-headers/include')].map(
      (folder) => `-I${folder}`,
    ),
    ...files.map((file) => join(module, 'binding', file)),
    `-L${join(library, 'lib')}`,
    ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ...['-o', output],
  ]);
  renameSync(output, binding);
}

function run(command, args, options = {}) {
  try {
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], env, ...options });
  } catch (error) {
    const last = String(error.stderr ?? '')
      .trim()
      .split('\n')
      .slice(-3)
      .join('; ');
    throw new Error(`${command} ${args.slice(0, 3).join(' ')} … failed (${last || error.message})`);
  }
}
