import { actionPatternCovers, patternCovers } from '../../iam/pattern-cover.ts';
import type { Condition, PatternList, PolicyDocument, Statement } from '../../iam/policy-model.ts';
import { asciiLowerCase } from '../../iam/wildcard.ts';

/** How wide a statement of an endpoint policy is open. */
export interface Openness {
  readonly principal: boolean;
  readonly action: boolean;
  readonly resource: boolean;
}

/** Condition keys that keep a statement to certain organizations, accounts or principals. */
const RESTRICTING_KEYS = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:resourceorgid',
  'aws:resourceaccount',
]);

const COMPARING = /^(?:String(?:Equals|EqualsIgnoreCase|Like)|Arn(?:Equals|Like))$/;
const NEGATED = /^(?:StringNot(?:Equals|EqualsIgnoreCase|Like)|ArnNot(?:Equals|Like))$/;

/** Keys by which a Deny leaves out AWS's own calls; they make it no narrower for others. */
const SERVICE_CALL_KEYS = new Set(['aws:principalisawsservice', 'aws:viaawsservice']);

/**
 * Which parts of an Allow are wildcards; undefined for a Deny, and for an Allow that a condition, its own
 * or a Deny's, keeps to certain organizations, accounts or principals.
 */
export function opennessOf(statement: Statement, document: PolicyDocument): Openness | undefined {
  if (statement.effect === 'Deny' || statement.conditions.some(isRestricting)) return undefined;
  if (document.statements.some(isRestrictingDeny)) return undefined;
  return openParts(statement);
}

function openParts({ principals, actions, resources }: Statement): Openness {
  return {
    // Everyone but some is everyone else, and the same for actions and resources.
    principal:
      principals === undefined ||
      principals.negated !== (principals.everyone || principals.aws.includes('*')),
    action: actions.negated
      ? !actions.patterns.some((kept) => actionPatternCovers(kept, 'lambda:*'))
      : actions.patterns.some((pattern) => actionPatternCovers(pattern, 'lambda:*')),
    resource: resources === undefined || isEverything(resources),
  };
}

function isEverything({ negated, patterns }: PatternList): boolean {
  const all = patterns.some((pattern) => patternCovers(pattern, '*'));
  return (
    negated !== (all || patterns.some((one) => /^arn:[^:]+:(?:lambda|\*):\*:\*:\*$/.test(one)))
  );
}

function isRestricting({ name, qualifier, key, values }: Condition): boolean {
  return (
    RESTRICTING_KEYS.has(asciiLowerCase(key)) &&
    COMPARING.test(name) &&
    // True for a key that is absent, such as the organization of an account in none.
    qualifier !== 'ForAllValues' &&
    values.length > 0 &&
    values.every((value) => !/^\*+$/.test(value))
  );
}

/** A Deny for everyone outside certain organizations, accounts or principals. */
function isRestrictingDeny(statement: Statement): boolean {
  if (statement.effect !== 'Deny') return false;
  const { principal, action, resource } = openParts(statement);
  const [first] = statement.conditions;
  return (
    principal &&
    action &&
    resource &&
    first !== undefined &&
    statement.conditions.some(isNegatedRestriction) &&
    statement.conditions.every(
      (one) => isNegatedRestriction(one) || SERVICE_CALL_KEYS.has(asciiLowerCase(one.key)),
    )
  );
}

function isNegatedRestriction({ name, key, values }: Condition): boolean {
  return (
    RESTRICTING_KEYS.has(asciiLowerCase(key)) &&
    NEGATED.test(name) &&
    values.every((value) => !/^\*+$/.test(value))
  );
}
