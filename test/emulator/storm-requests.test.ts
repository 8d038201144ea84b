// What the simulated Storm UI takes in a path and in a header, as the real one does.
import { request as send } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';

let storm: SimulatedStorm;
let id: string;
beforeEach(async () => {
  storm = await startSimulatedStorm({ speed: 0, warmUpSeconds: 60 });
  id = storm.world.topologies()[0]?.id ?? '';
});
afterEach(() => storm.stop());

const get = async (path: string): Promise<[number, Record<string, unknown>]> => {
  const response = await fetch(`${storm.uiUrl}/api/v1${path}`);
  return [response.status, (await response.json()) as Record<string, unknown>];
};
const post = (path: string, headers: Record<string, string> = {}, body = ''): Promise<number> =>
  new Promise((resolve, reject) => {
    send(`${storm.uiUrl}/api/v1${path}`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end(body);
  });

describe('the simulated Storm UI', () => {
  it.each([
    ['2147483647', 200],
    ['-2147483648', 200],
    ['+0000000000005', 200],
    ['2147483648', 500],
    ['1.5', 500],
  ])('takes a wait that is an int: %s', async (wait, status) => {
    expect(await post(`/topology/${id}/rebalance/${wait}`)).toBe(status);
  });

  it('does not look at the type of a body', async () => {
    expect(await post(`/topology/${id}/rebalance/1`, { 'content-type': ';;;' }, '{"a')).toBe(200);
    expect(await post(`/topology/${id}/kill/1`, { 'content-type': ';;;' })).toBe(200);
  });

  it('takes names of any length', async () => {
    const long = 'x'.repeat(5000);
    const [status, body] = await get(`/topology/${long}`);
    expect(status).toBe(500);
    expect(body['errorMessage']).toContain(long);
  });

  it('adds up what an owner has, and knows everybody', async () => {
    const [, all] = await get('/owner-resources');
    const [, one] = await get('/owner-resources/storm');
    expect(all['owners']).toEqual([expect.objectContaining({ owner: 'storm', totalTasks: 45 })]);
    expect(one['topologies']).toEqual([expect.objectContaining({ id, owner: 'storm' })]);
    const [status, nobody] = await get('/owner-resources/nobody');
    expect([status, nobody['totalTopologies'], nobody['topologies']]).toEqual([200, 0, []]);
  });
});
