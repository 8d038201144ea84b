// Starts the four daemons of Storm 1.2.4 and waits until they have found each other.
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Daemon, startDaemon, tail } from './daemon.js';
import { jdk } from './java.js';
import type { StormUi } from './storm-ui.js';
import type { Storm12Home } from './storm12-home.js';
import { until } from './waiting.js';

/** Returns when the UI lists a leader and a supervisor; fails at once, with its log, when one of them ends. */
export async function startDaemons(layout: Storm12Home, ui: StormUi, limitSeconds: number): Promise<void> {
  const daemons: Daemon[] = [];
  const { home } = layout;
  // Workers inherit both: their configuration directory, and how Java encodes file names beyond ASCII.
  const env = { ...process.env, STORM_CONF_DIR: join(home, 'conf'), LC_ALL: 'C.UTF-8' };
  const start = (name: string, mainClass: string) => {
    const log = join(home, 'logs', `${name}.log`);
    daemons.push(startDaemon(name, jdk('java'), daemonArguments(layout, name, mainClass), { log, env }));
  };
  const wait = (what: string, ask: () => Promise<boolean>) =>
    until(
      what,
      async () => {
        for (const daemon of daemons) daemon.assertAlive();
        return (await ask()) ? true : undefined;
      },
      { limitSeconds, describeFailure: () => daemons.map((daemon) => tail(daemon.log)).join('\n') },
    );

  start('zookeeper', 'org.apache.storm.command.dev_zookeeper');
  await wait('ZooKeeper listens', () => listens(layout.zookeeperPort));
  start('nimbus', 'org.apache.storm.daemon.nimbus');
  start('supervisor', 'org.apache.storm.daemon.supervisor.Supervisor');
  start('ui', 'org.apache.storm.ui.core');
  await wait('the UI lists a leader and a supervisor', () => ui.isReady());
}

function daemonArguments(layout: Storm12Home, name: string, mainClass: string): string[] {
  const { home } = layout;
  return [
    '-Xmx192m',
    ...layout.jvmOptions,
    '-Dfile.encoding=UTF-8',
    `-Ddaemon.name=${name}`,
    `-Dstorm.home=${home}`,
    `-Dstorm.log.dir=${join(home, 'logs')}`,
    '-Dstorm.options=',
    '-Dstorm.conf.file=',
    `-Dlog4j.configurationFile=${join(home, 'log4j2', 'cluster.xml')}`,
    '-cp',
    `${join(home, 'lib', '*')}:${join(home, 'conf')}`,
    mainClass,
  ];
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
