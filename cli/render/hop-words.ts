import type { Hop, HopKind } from '../../shared/network/disposition.ts';

/** A kind of hop in words: `NAT gateway`. */
export function hopNoun(kind: HopKind): string {
  return kind
    .replace(/-(?!only)/g, ' ')
    .replace(/^(?:nat|vpc|vpn|odb|dns)\b/, (word) => word.toUpperCase())
    .replace(/ acl$/, ' ACL');
}

/** What was seen at a hop, unless it only says again what kind of hop it is. */
export function hopDetail({ kind, detail }: Hop): string {
  const noun = hopNoun(kind);
  return detail === noun || detail === `the ${noun}` ? '' : detail;
}
