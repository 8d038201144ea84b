// Starts the daemons of a Storm cluster and waits until they have found each other.
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Daemon, startDaemon, tail } from './daemon.js';
import { jdk } from './java.js';
import { clusterTests } from './places.js';
import type { StormHome } from './storm-home.js';
import { until } from './waiting.js';

export type DaemonOptions = {
  /** Main classes by daemon; the one named zookeeper is waited for before the others start. */
  readonly classes: Readonly<Record<string, string>>;
  /**
   * Starts a daemon again whenever it ends: those of 2.x end themselves on surprises and count on it. Not ZooKeeper,
   * whose development server forgets everything at its start.
   */
  readonly keep: boolean;
  /** True once a leader is chosen and a supervisor has announced its slots. */
  readonly isReady: () => Promise<boolean>;
  readonly limitSeconds: number;
};

/** Returns when the cluster is ready; fails at once, with its log, when a daemon has ended for good. */
export async function startDaemons(layout: StormHome, options: DaemonOptions): Promise<void> {
  const daemons: Daemon[] = [];
  const { home } = layout;
  // Workers inherit both: their configuration directory, and how Java encodes file names beyond ASCII.
  const env = { ...process.env, STORM_CONF_DIR: join(home, 'conf'), LC_ALL: 'C.UTF-8' };
  const start = (name: string, mainClass: string) => {
    const log = join(home, 'logs', `${name}.log`);
    const command = [jdk('java'), ...daemonArguments(layout, name, mainClass)];
    const kept = options.keep && name !== 'zookeeper';
    const [program = '', ...args] = kept ? [join(clusterTests, 'keep.sh'), ...command] : command;
    daemons.push(startDaemon(name, program, args, { log, env }));
  };
  const wait = (what: string, ask: () => Promise<boolean>) =>
    until(
      what,
      async () => {
        for (const daemon of daemons) daemon.assertAlive();
        return (await ask()) ? true : undefined;
      },
      {
        limitSeconds: options.limitSeconds,
        describeFailure: () => daemons.map((daemon) => tail(daemon.log)).join('\n'),
      },
    );

  const { zookeeper = '', ...others } = options.classes;
  start('zookeeper', zookeeper);
  await wait('ZooKeeper listens', () => listens(layout.zookeeperPort));
  for (const [name, mainClass] of Object.entries(others)) start(name, mainClass);
  await wait('there are a leader and a supervisor', options.isReady);
}

function daemonArguments(layout: StormHome, name: string, mainClass: string): string[] {
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
