// Lays out the directory of one run of Storm 1.2.4: its own storm.home, ports and configuration.
import { chmod, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { jdk } from './java.js';
import { clusterTests } from './places.js';
import { freePorts } from './ports.js';

export type Storm12Home = {
  readonly home: string;
  readonly binDir: string;
  readonly zookeeperPort: number;
  readonly nimbusPort: number;
  readonly uiPort: number;
  /** What every JVM of this run needs, daemons, commands and workers alike. */
  readonly jvmOptions: readonly string[];
};

const templates = join(clusterTests, 'storm-1.2');

/**
 * Makes the directory. It lies in the system's temporary folder: the supervisor splits its workers' options at blanks,
 * and the path of a checkout may have some.
 */
export async function makeStorm12Home(
  lib: string,
  options: { slots: number; workerHeapMiB: number },
): Promise<Storm12Home> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'trimtab-storm12-')));
  const [zookeeperPort = 0, nimbusPort = 0, uiPort = 0, logviewerPort = 0, drpcPort = 0, ...slots] =
    await freePorts(5 + options.slots);
  const hosts = join(home, 'conf', 'hosts');
  const jvmOptions = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Djdk.net.hosts.file=${hosts}`];
  const fill = filler({
    HOME: home,
    JAVA: jdk('java'),
    JVM_OPTIONS: jvmOptions.join(' '),
    ZOOKEEPER_PORT: zookeeperPort,
    NIMBUS_PORT: nimbusPort,
    UI_PORT: uiPort,
    LOGVIEWER_PORT: logviewerPort,
    DRPC_PORT: drpcPort,
    SLOT_PORTS: slots.join(', '),
    WORKER_HEAP_MIB: options.workerHeapMiB,
  });

  for (const folder of ['bin', 'conf', 'log4j2', 'logs']) await mkdir(join(home, folder));
  // Workers look for jars in storm.home/lib; a link keeps one copy for all runs.
  await symlink(lib, join(home, 'lib'));
  await writeFile(hosts, hostsLine());
  await fill('storm.yaml.in', join(home, 'conf', 'storm.yaml'));
  await fill('log4j2/cluster.xml', join(home, 'log4j2', 'cluster.xml'));
  await fill('log4j2/worker.xml', join(home, 'log4j2', 'worker.xml'));
  await fill('storm.sh', join(home, 'bin', 'storm'));
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

function filler(values: Readonly<Record<string, string | number>>) {
  return async (template: string, file: string): Promise<void> => {
    const text = await readFile(join(templates, template), 'utf8');
    await writeFile(
      file,
      text.replace(/@([A-Z_]+)@/g, (placeholder, name: string) => String(values[name] ?? placeholder)),
    );
  };
}
