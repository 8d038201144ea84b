// Lays out the directory of one run of Storm: its own storm.home, ports and configuration.
import { appendFile, chmod, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { jdk } from './java.js';
import { clusterTests } from './places.js';
import { freePorts } from './ports.js';

export type StormHome = {
  readonly home: string;
  readonly binDir: string;
  readonly zookeeperPort: number;
  readonly nimbusPort: number;
  readonly uiPort: number;
  /** What every JVM of this run needs, daemons, commands and workers alike. */
  readonly jvmOptions: readonly string[];
};

export type HomeOptions = {
  /** Folder with the templates of one version. */
  readonly folder: 'storm-1.2' | 'storm-2.8';
  /** Directories of jars by their name in storm.home: links keep one copy for all runs. */
  readonly jars: Readonly<Record<string, string>>;
  readonly slots: number;
  readonly workerHeapMiB: number;
  /** Added to storm.yaml. */
  readonly settings: Readonly<Record<string, unknown>>;
};

/**
 * Makes the directory. It lies in the system's temporary folder: the supervisor splits its workers' options at blanks,
 * and the path of a checkout may have some.
 */
export async function makeHome(options: HomeOptions): Promise<StormHome> {
  const home = await realpath(await mkdtemp(join(tmpdir(), `trimtab-${options.folder}-`)));
  const [zookeeperPort = 0, nimbusPort = 0, uiPort = 0, logviewerPort = 0, drpcPort = 0, ...others] =
    await freePorts(6 + options.slots);
  const [supervisorPort = 0, ...slots] = others;
  const hosts = join(home, 'conf', 'hosts');
  const jvmOptions = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djdk.net.hosts.file=${hosts}`];
  const fill = filler(options.folder, {
    HOME: home,
    JAVA: jdk('java'),
    JVM_OPTIONS: jvmOptions.join(' '),
    ZOOKEEPER_PORT: zookeeperPort,
    NIMBUS_PORT: nimbusPort,
    UI_PORT: uiPort,
    LOGVIEWER_PORT: logviewerPort,
    DRPC_PORT: drpcPort,
    SUPERVISOR_PORT: supervisorPort,
    SLOT_PORTS: slots.join(', '),
    WORKER_HEAP_MIB: options.workerHeapMiB,
  });

  for (const folder of ['bin', 'conf', 'log4j2', 'logs']) await mkdir(join(home, folder));
  for (const [name, directory] of Object.entries(options.jars)) await symlink(directory, join(home, name));
  await writeFile(hosts, hostsLine());
  await fill('storm.yaml.in', join(home, 'conf', 'storm.yaml'));
  await appendFile(join(home, 'conf', 'storm.yaml'), yamlLines(options.settings));
  await fill('log4j2/cluster.xml', join(home, 'log4j2', 'cluster.xml'));
  await fill('log4j2/worker.xml', join(home, 'log4j2', 'worker.xml'));
  await fill('../storm.sh', join(home, 'bin', 'storm'));
  await fill('commands.sh', join(home, 'bin', 'commands'));
  await chmod(join(home, 'bin', 'storm'), 0o755);
  return { home, binDir: join(home, 'bin'), zookeeperPort, nimbusPort, uiPort, jvmOptions };
}

/**
 * Since Java 14 an unresolved address prints as "localhost/<unresolved>", and Storm's ZooKeeper client takes that text
 * for a host name: it must resolve like any other.
 */
function hostsLine(): string {
  return `127.0.0.1 localhost localhost/<unresolved> 127.0.0.1/<unresolved> ${hostname()}\n`;
}

function yamlLines(settings: HomeOptions['settings']): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

function filler(folder: string, values: Readonly<Record<string, string | number>>) {
  return async (template: string, file: string): Promise<void> => {
    const text = await readFile(join(clusterTests, folder, template), 'utf8');
    await writeFile(
      file,
      text.replace(/@([A-Z_]+)@/g, (placeholder, name: string) => String(values[name] ?? placeholder)),
    );
  };
}
