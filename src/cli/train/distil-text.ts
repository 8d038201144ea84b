// What distil says of the tree that it has learned: agreement with the teacher, and the rules.
import { leavesOf, rulesOf, type Tree } from '../../policy/index.js';
import { counted, shellQuote } from '../../util/index.js';

/** What `distil --output json` prints: the tree without its nodes, which are in the file. */
export interface TreeDocument {
  readonly schema: 'trimtab/distilled/v1';
  readonly out: string;
  readonly leaves: number;
  readonly teacher: Tree['teacher'];
  readonly agreement: Tree['agreement'] & { readonly balanced: number | null };
}

export function treeDocument(out: string, tree: Tree): TreeDocument {
  const { teacher, agreement } = tree;
  return {
    schema: 'trimtab/distilled/v1',
    out,
    leaves: leavesOf(tree.root).length,
    teacher,
    agreement: { ...agreement, balanced: balanced(agreement) },
  };
}

export function agreementText(out: string, { agreement, root }: Tree): string {
  const leaves = leavesOf(root).length;
  return `${counted(leaves, 'rule')} in ${out}. On ${counted(agreement.decisions, 'decision')} of other episodes they agree with the model
  on ${percent(agreement.onApply)} of the changes that it made (${percent(agreement.sameChange)} the very same change) and on ${percent(agreement.onHold)} of the others: balanced ${percent(balanced(agreement))}.
Use them with agent.policy: tree and agent.tree: ${out}; the rules are in its README.md.
`;
}

/** Changes that were made and those that were not count alike, however many there are of each. */
function balanced({ onApply, onHold }: Tree['agreement']): number | null {
  return onApply === null || onHold === null ? null : (onApply + onHold) / 2;
}

/** README.md beside the tree. */
export function treeCard(
  { agreement, root, teacher }: Tree,
  how: { model: string; episodes: number; leaves: number; seed: number },
): string {
  return `# Rules of the policy tree

Learned from the decisions of \`${teacher.policy}\` (SHA-256 of its weights \`${teacher.sha256}\`): the twin proposes the change that it likes best of those that the guards let pass, and these rules say whether to make it or to wait.
\`now.\` is the topology as it is, \`then.\` the change; docs/reference/features.md says what each is. In brackets: how clear it is (−1 to 1), and on how many decisions it rests.

Learned again with: \`trimtab distil --model ${shellQuote(how.model)} --episodes ${how.episodes} --leaves ${how.leaves} --seed ${how.seed} --out DIR\`

On ${counted(agreement.decisions, 'decision')} of episodes that it was not learned from it agrees with the model on ${percent(agreement.onApply)} of the changes that it made (${percent(agreement.sameChange)} the very same change) and on ${percent(agreement.onHold)} of those that it did not; balanced ${percent(balanced(agreement))}.

\`\`\`
${rulesOf(root).trimEnd()}
\`\`\`
`;
}

function percent(share: number | null): string {
  return share === null ? 'none' : `${(100 * share).toFixed(1)} %`;
}
