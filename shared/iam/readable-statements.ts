import { parsePolicyDocument } from './policy-document.ts';
import type { PolicyKind, Statement } from './policy-model.ts';

/**
 * Finds the statements that can be read in a text that is no policy as a whole: a fragment with its
 * brackets missing, several samples with prose between them. Only what parses by itself counts;
 * nothing is repaired. Indexes are those of the found statements.
 */
export function readableStatements(text: string, kind: PolicyKind): readonly Statement[] {
  const statements: Statement[] = [];
  for (const candidate of objectsWithEffect(text)) {
    const parse = parsePolicyDocument(`{"Version":"2012-10-17","Statement":[${candidate}]}`, kind);
    const [statement] = parse.ok ? parse.document.statements : [];
    if (statement !== undefined) statements.push({ ...statement, index: statements.length });
  }
  return statements;
}

interface OpenObject {
  readonly start: number;
  hasEffect: boolean;
  /** An object inside was taken, or tried: the outer one is no statement, and is not read again. */
  holdsStatement: boolean;
}

const STRING = /"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"/y;
const EFFECT_KEY = /"Effect"\s*:/y;

/** The texts of the innermost balanced objects that have an Effect member. */
function objectsWithEffect(text: string): readonly string[] {
  const found: string[] = [];
  const open: OpenObject[] = [];
  let unquotedUntil = 0;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text.charAt(offset);
    const innermost = open.at(-1);
    if (character === '{') {
      open.push({ start: offset, hasEffect: false, holdsStatement: false });
    } else if (character === '"' && offset >= unquotedUntil) {
      EFFECT_KEY.lastIndex = offset;
      if (innermost !== undefined && EFFECT_KEY.test(text)) innermost.hasEffect = true;
      STRING.lastIndex = offset;
      // A quote that nothing closes: no later one of its line can open a string either.
      if (STRING.test(text)) offset = STRING.lastIndex - 1;
      else unquotedUntil = lineEnd(text, offset);
    } else if (character === '}' && innermost !== undefined) {
      open.pop();
      if (innermost.hasEffect && !innermost.holdsStatement) {
        found.push(text.slice(innermost.start, offset + 1));
      }
      const outer = open.at(-1);
      if (outer !== undefined && (innermost.hasEffect || innermost.holdsStatement)) {
        outer.holdsStatement = true;
      }
    }
  }
  return found;
}

function lineEnd(text: string, offset: number): number {
  const end = text.slice(offset).search(/[\r\n]/);
  return end < 0 ? text.length : offset + end;
}
