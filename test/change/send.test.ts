// Nothing wrong is ever sent, everything right is, and there is one place that sends.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { type SendFacts, send } from '../../src/change/index.js';
import type { Cluster, Operation } from '../../src/clusters/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import { topology } from '../builders.js';
import { facts as anyFacts, operation as anyOperation } from './arbitrary.js';
import { maySend } from './oracle.js';

const { signal } = new AbortController();

function recorder(): { readonly cluster: Cluster; readonly received: Operation[] } {
  const received: Operation[] = [];
  const unused = () => Promise.reject(new Error('only rebalance is called'));
  const cluster: Cluster = {
    name: 'recorder',
    identity: unused,
    info: unused,
    topologies: unused,
    snapshot: unused,
    rebalance: (_, operation) => {
      received.push(operation);
      return Promise.resolve();
    },
  };
  return { cluster, received };
}

const facts: SendFacts = {
  generation: 'storm-2.x',
  tasks: { split: 8 },
  slots: 2,
  settings: {},
  bounds: {},
};

describe('sending', () => {
  it('of 10 000 operations lets through those that an independent reading of the rules allows, and no others', async () => {
    const sent: Record<string, number> = {};
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(anyOperation, anyFacts, async (operation, known) => {
        const { cluster, received } = recorder();
        const outcome = await send(cluster, topology, operation as Operation, known, signal).then(
          () => 'sent',
          (error: unknown) => (error instanceof TrimtabError ? error.code : error),
        );
        if (maySend(operation, known)) {
          const { kind } = operation as Operation;
          sent[kind] = (sent[kind] ?? 0) + 1;
          expect(outcome).toBe('sent');
          expect(received).toEqual([operation]);
        } else {
          refused += 1;
          expect(outcome).toBe('TRIMTAB_E_INVALID_PLAN');
          expect(received).toEqual([]);
        }
      }),
      { numRuns: 10_000, seed: 20_261_123 },
    );
    expect(Object.keys(sent)).toHaveLength(3);
    expect(Math.min(...Object.values(sent)), JSON.stringify(sent)).toBeGreaterThan(400);
    expect(refused).toBeGreaterThan(3000);
  });

  it('sends what was looked at, whatever the original says a moment later', async () => {
    const { cluster, received } = recorder();
    let asked = 0;
    const operation: Operation = {
      kind: 'rebalance-assignment',
      waitSeconds: 1,
      get workers() {
        asked += 1;
        return asked > 1 ? 1000 : 1;
      },
      executors: {},
    };
    await expect(send(cluster, topology, operation, facts, signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_INVALID_PLAN',
    });
    expect(received).toEqual([]);
  });

  it('sends a copy, which nobody can change while the call is under way', async () => {
    const { cluster, received } = recorder();
    const executors: Record<string, number> = { split: 2 };
    const operation: Operation = { kind: 'rebalance-assignment', waitSeconds: 1, workers: 1, executors };
    await send(cluster, topology, operation, facts, signal);
    executors['split'] = 1000;
    expect(received).toMatchObject([{ workers: 1, executors: { split: 2 } }]);
  });

  it('refuses an object that answers for another', async () => {
    const { cluster, received } = recorder();
    const real: Operation = { kind: 'rebalance-assignment', waitSeconds: 1, workers: 1, executors: {} };
    await expect(send(cluster, topology, new Proxy(real, {}), facts, signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_INVALID_PLAN',
    });
    expect(received).toEqual([]);
  });

  it('names every problem in one line, and that nothing was sent', async () => {
    const { cluster } = recorder();
    const operation = { kind: 'rebalance-assignment', waitSeconds: -1, workers: 9, executors: { 'a\nb': 1 } };
    const error: unknown = await send(cluster, topology, operation as Operation, facts, signal).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as TrimtabError).message).toMatchInlineSnapshot(
      `"waitSeconds: found -1, expected an integer of 0 … 86400; workers: found 9, expected at most 2: more slots are not free; executors.a b: found 1, expected a component of the topology; nothing was sent"`,
    );
  });
});

describe('the one place that sends', () => {
  it('is src/change/send.ts: nothing else touches `rebalance` of a cluster', () => {
    const src = fileURLToPath(new URL('../../src/', import.meta.url));
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
      // The simulated engine has a rebalance of its own, and may not import clusters (.dependency-cruiser.cjs).
      (name) => name.endsWith('.ts') && !/^(simulator|emulator)\//.test(name.replaceAll('\\', '/')),
    );
    const touching = files.filter((name) => takesRebalance(readFileSync(join(src, name), 'utf8')));
    expect(touching.map((name) => name.replaceAll('\\', '/'))).toEqual(['change/send.ts']);
  });

  it('would be noticed anywhere else, however it is written', () => {
    for (const code of [
      'cluster.rebalance(t, o, s)',
      'cluster?.rebalance(t, o, s)',
      "cluster['rebalance'](t, o, s)",
      'const { rebalance } = cluster',
      'const { rebalance: go } = cluster',
      'go(cluster.rebalance)',
    ]) {
      expect(takesRebalance(code), code).toBe(true);
    }
    expect(takesRebalance("const plan = { rebalance: 1 }; nimbus.act('rebalance')")).toBe(false);
  });
});

function takesRebalance(code: string): boolean {
  const named = (node: ts.Node | undefined): boolean =>
    node !== undefined &&
    (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) &&
    node.text === 'rebalance';
  const visit = (node: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(node) && named(node.name)) ||
    (ts.isElementAccessExpression(node) && named(node.argumentExpression)) ||
    (ts.isBindingElement(node) && named(node.propertyName ?? node.name)) ||
    (ts.forEachChild(node, (child) => visit(child) || undefined) ?? false);
  return visit(ts.createSourceFile('a.ts', code, ts.ScriptTarget.Latest));
}
