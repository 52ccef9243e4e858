import { unknown } from '../../model/fact.ts';
import type { Unknown } from '../../model/fact.ts';
import { attempt } from './call.ts';

/** One page of an answer. */
export interface Page<T = unknown> {
  readonly items: readonly T[] | undefined;
  /** The token of the next page; undefined or empty on the last one. */
  readonly next?: string | undefined;
}

/** Every item that could be read, and why there are not more where a page failed. */
export interface Pages<T = unknown> {
  readonly items: readonly T[];
  readonly gap?: Unknown;
}

/**
 * Reads all pages. The SDK has no paginator for some paged calls (DescribeVpcEndpointServices,
 * DescribeVpcBlockPublicAccessExclusions), so every call is paged here in the same way.
 *
 * @param onMissing the page where AWS says that what is asked about does not exist; else a gap
 */
export async function allPages<T>(
  action: string,
  read: (token: string | undefined) => Promise<Page<T>>,
  onMissing?: () => Page<T>,
): Promise<Pages<T>> {
  const items: T[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const current = token;
    const page = await attempt(action, () => read(current), onMissing);
    if (!page.known) return { items, gap: page };
    items.push(...(page.value.items ?? []));
    token = page.value.next === '' ? undefined : page.value.next;
    if (token !== undefined && seen.has(token)) {
      const detail = 'the same page token came twice';
      return { items, gap: unknown({ kind: 'failed', call: action, detail }) };
    }
    if (token !== undefined) seen.add(token);
  } while (token !== undefined);
  return { items };
}

/** Several answers as one; what the first incomplete one lacks is missing from the whole. */
export function joinPages<T>(answers: readonly Pages<T>[]): Pages<T> {
  const gap = answers.map((answer) => answer.gap).find((one) => one !== undefined);
  return { items: answers.flatMap(({ items }) => items), ...(gap !== undefined && { gap }) };
}

/** One page, where the caller keeps the token: of a page that could not be read there is no next one. */
export async function onePage<T>(
  action: string,
  read: () => Promise<Page<T>>,
): Promise<Pages<T> & { readonly next: string | undefined }> {
  const page = await attempt(action, read);
  if (!page.known) return { items: [], gap: page, next: undefined };
  const { items = [], next } = page.value;
  return { items, next: next === '' ? undefined : next };
}
