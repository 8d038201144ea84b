// Adds to package-lock.json the packages of other platforms that npm leaves out when the registry at hand does not hold them.
// Without them "npm ci" refuses the lock file everywhere; with them it skips what is not for its own platform.
// And it hides the install script of tfjs-node from npm 10, which knows no "allowScripts": "npm run native" does that work.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Such packages are named by their platform: @rollup/rollup-win32-x64-msvc. */
function platformOf(name) {
  const words = name.split(/[/-]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  return { ...(cpu && { cpu: [cpu] }), ...(os && { os: [os] }) };
}

let added = 0;
for (const [owner, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] !== undefined || lock.packages[`${owner}/${place}`] !== undefined) continue;
    if (!/^\d+\.\d+\.\d+/.test(version)) throw new Error(`${owner}: ${name} ${version} is no exact version`);
    lock.packages[place] = { version, ...platformOf(name), ...(entry.dev && { dev: true }), optional: true };
    added += 1;
  }
}
// A download of 100 MB and a compiler are not for "npm ci". npm takes both facts from the lock file alone.
const native = lock.packages['node_modules/@tensorflow/tfjs-node'];
delete native.hasInstallScript;
native.gypfile = false;
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
