import { TOP_LEVEL_DOMAINS } from './top-level-domains.ts';

/** Whether the host's name ends in a domain of the public DNS; `host` in lower case, with a dot in it. */
export function hasPublicSuffix(host: string): boolean {
  return TOP_LEVEL_DOMAINS.has(host.slice(host.lastIndexOf('.') + 1));
}
