import type { Hop, HopKind } from '../../shared/network/disposition.ts';

/** A kind of hop in words: `NAT gateway`. */
export function hopNoun(kind: HopKind): string {
  return kind
    .replace(/-(?!only)/g, ' ')
    .replace(/^(?:nat|vpc|vpn|odb|dns)\b/, (word) => word.toUpperCase())
    .replace(/ acl$/, ' ACL');
}

/** The hop's id, unless it only says again what kind of hop it is. */
export function hopId({ kind, id }: Hop): string {
  return id === hopNoun(kind) ? '' : id;
}

/** What was seen at a hop, unless it only says again what it is. */
export function hopDetail({ kind, id, detail }: Hop): string {
  const noun = hopNoun(kind);
  return [noun, `the ${noun}`, id].includes(detail) ? '' : detail;
}
