// A cluster is told from others by its place in ZooKeeper, whichever way it is asked.
import { describe, expect, it } from 'vitest';
import { identityOf, unlessRefused } from '../../../src/clusters/storm/identity.js';
import { TrimtabError } from '../../../src/errors/index.js';

const leader = () => Promise.resolve({ host: 'Master-1', port: 6627 });
const place = (servers: unknown, port: unknown = 2181, root?: string) => ({
  'storm.zookeeper.servers': servers,
  'storm.zookeeper.port': port,
  ...(root === undefined ? {} : { 'storm.zookeeper.root': root }),
});

describe('the identity of a cluster', () => {
  it.each([
    ['servers in any order and case', place(['zk-2', 'ZK-1', 'zk-2'], 2181, '/storm')],
    ['the default root', place(['zk-1', 'zk-2'])],
    ['a port as text', place(['zk-1', 'zk-2'], '2181')],
  ])('is one text for %s', async (_, configuration) => {
    expect(await identityOf(configuration, leader)).toBe('zookeeper zk-1,zk-2:2181/storm');
  });

  it('differs by root and port, so that clusters that share a ZooKeeper are two', async () => {
    expect(await identityOf(place(['zk'], 2181, '/other'), leader)).toBe('zookeeper zk:2181/other');
    expect(await identityOf(place(['zk'], 2182), leader)).toBe('zookeeper zk:2182/storm');
  });

  it('is of the leader’s host where ZooKeeper is at localhost, which is a place on every host', async () => {
    expect(await identityOf(place(['localhost', '127.0.0.1']), leader)).toBe(
      'zookeeper 127.0.0.1,localhost:2181/storm of master-1',
    );
  });

  it.each([
    ['may not be read', null],
    ['says nothing of it', {}],
    ['has no servers', place([])],
    ['has servers that are no names', place([1])],
  ])('is the leader’s address where the configuration %s', async (_, configuration) => {
    expect(await identityOf(configuration, leader)).toBe('nimbus master-1:6627');
  });
});

describe('what may not be read', () => {
  it.each(['TRIMTAB_E_AUTH', 'TRIMTAB_E_PATH_UNKNOWN'] as const)('%s stands for nothing', async (code) => {
    expect(await unlessRefused(Promise.reject(new TrimtabError(code, 'no')))).toBeNull();
  });

  it('any other failure is one', async () => {
    const error = new TrimtabError('TRIMTAB_E_TIMEOUT', 'late');
    await expect(unlessRefused(Promise.reject(error))).rejects.toBe(error);
  });
});
